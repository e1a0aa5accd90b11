import { describe, expect, test } from 'vitest'
import { snapshotCost } from './snapshot-cost.ts'

const moref = (value: string) => ({ type: 'VirtualMachineSnapshot', value })
const chain = (...fileKeys: number[][]) => fileKeys.map((fileKey) => ({ fileKey }))

/** Base 1+2; our snapshot froze it; 3+4 is the delta; 9 is our .vmsn. */
const one = {
  file: [1, 2, 3, 4, 9].map((key) => ({ key, size: 10 ** key })),
  disk: [{ key: 2000, chain: chain([1, 2], [3, 4]) }],
  snapshot: [{ key: moref('ours'), dataKey: 9, memoryKey: -1, disk: [{ key: 2000, chain: chain([1, 2]) }] }],
}

describe('what removing a snapshot gives back', () => {
  test.each([
    { case: 'the delta and its own file', layout: one, cost: 10 ** 3 + 10 ** 4 + 10 ** 9 },
    { case: 'no layout', layout: undefined, cost: null },
    { case: 'a layout that does not know it', layout: { ...one, snapshot: [] }, cost: null },
    { case: 'a file of unknown size', layout: { ...one, file: [{ key: 9, size: 1 }] }, cost: null },
    {
      case: 'only the next delta, when somebody took another snapshot on top',
      layout: {
        file: [...one.file, { key: 5, size: 5 }],
        disk: [{ key: 2000, chain: chain([1, 2], [3, 4], [5]) }],
        snapshot: [
          ...one.snapshot,
          { key: moref('theirs'), dataKey: 9, disk: [{ key: 2000, chain: chain([1, 2], [3, 4]) }] },
        ],
      },
      cost: 10 ** 3 + 10 ** 4 + 10 ** 9,
    },
    {
      case: 'an independent disk, which has no delta',
      layout: { ...one, disk: [{ key: 2000, chain: chain([1, 2]) }] },
      cost: 10 ** 9,
    },
  ])('$case', ({ layout, cost }) => {
    expect(snapshotCost(layout, 'ours')).toBe(cost)
  })
})
