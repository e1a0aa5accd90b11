import { expect, test } from 'vitest'
import { changeFinding, type ChangePoint } from './change-finding.ts'

const MIB = 1024 ** 2
const start = Date.UTC(2026, 2, 2)

/** One point every 15 minutes; `special` replaces what some of them wrote. */
function points(count: number, special: Readonly<Record<number, Partial<ChangePoint>>> = {}): ChangePoint[] {
  return Array.from({ length: count }, (_, index) => {
    const takenAt = new Date(start + index * 15 * 60_000)
    const bytes = (200 + (index % 7) * 30) * MIB
    const ordinary = { writtenBytes: bytes, streamBytes: bytes, logicalBytes: bytes * 1.8 }
    return { id: `p${index}`, takenAt, currentUntil: takenAt, pruned: false, ...ordinary, ...special[index] }
  })
}
const encrypted = { writtenBytes: 41_984 * MIB, streamBytes: 41_984 * MIB, logicalBytes: 42_823 * MIB }
const judge = (list: readonly ChangePoint[], hoursLater = 0) =>
  changeFinding(
    { groupId: 'g', groupName: 'Files', points: list },
    new Date((list.at(-1)?.takenAt.getTime() ?? 0) + hoursLater * 3_600_000),
  )

test('says in numbers why, and offers the point before', () => {
  expect(judge(points(60, { 59: encrypted }))).toMatchObject({
    kind: 'unusual_change',
    severity: 'critical',
    fingerprint: 'unusual_change:g',
    recoveryPointId: 'p58',
    message: expect.stringMatching(/^Wrote 41 GiB in 15 min; usually \d+ MiB to \d+ MiB|0\.\d GiB/),
    facts: { compressibility: expect.closeTo(1.02), usualCompressibility: expect.closeTo(1.8) },
  })
})

test('while it goes on it is one finding, and the point before the first one is offered', () => {
  const going = points(62, { 59: encrypted, 60: encrypted, 61: encrypted })
  expect(judge(going)).toMatchObject({ recoveryPointId: 'p58', facts: { points: 3 } })
})

test('what was pruned is not offered', () => {
  const pruned = { pruned: true }
  expect(judge(points(60, { 57: pruned, 58: pruned, 59: encrypted }))).toMatchObject({ recoveryPointId: 'p56' })
  const none = points(60, { 59: encrypted }).map((point) => ({ ...point, ...pruned }))
  expect(judge(none)).toMatchObject({ recoveryPointId: null, hint: expect.not.stringContaining('Pin') })
})

test('ordinary points after it do not hide it for a day', () => {
  const list = points(80, { 59: encrypted })
  expect(judge(list)).toMatchObject({ recoveryPointId: 'p58' })
  expect(judge(list, 20)).toBeNull()
})

test('only more, or only less compressible, is a warning', () => {
  const restored = { ...encrypted, logicalBytes: encrypted.streamBytes * 1.8 }
  expect(judge(points(60, { 59: restored }))).toMatchObject({ severity: 'warning' })
})

test('unchanged, unknown and first copies are nothing', () => {
  expect(judge(points(60))).toBeNull()
  expect(judge(points(60, { 59: { writtenBytes: null } }))).toBeNull()
  expect(judge(points(1))).toBeNull()
  expect(judge([])).toBeNull()
})

test('what was confirmed as unchanged shortens the time in which it was written', () => {
  const list = points(60, { 58: { currentUntil: new Date(start + (58 * 15 + 10) * 60_000) }, 59: encrypted })
  expect(judge(list)?.facts).toMatchObject({ minutes: 5 })
})
