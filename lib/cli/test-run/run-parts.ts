import { closingLine, resultTable, total, type PartResult } from './counts.ts'
import type { Part } from './parts.ts'

/** Runs parts one after the other, all of them whatever fails, and prints the table and the closing line. */
export async function runParts(parts: readonly Part[]): Promise<number> {
  const results: PartResult[] = []
  for (const part of parts) {
    console.log(`\n── ${part.name}: ${part.about}`)
    const startedAt = performance.now()
    const run = await part.run()
    results.push({ part: part.name, seconds: (performance.now() - startedAt) / 1000, ...run })
  }
  console.log(resultTable(results))
  const all = total(results)
  console.log(closingLine(all))
  return all.failed > 0 ? 1 : 0
}
