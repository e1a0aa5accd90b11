import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Of all stories; begun last, it would be waited for alone. */
const LONGEST = 'thousand-points.test.ts'

/** Otherwise as always: as long as they took last time, or by size. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLongest = ({ moduleId }: TestSpecification) => moduleId.endsWith(LONGEST)
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))]
  }
}
