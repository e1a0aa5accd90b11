import { describe, expect, test } from 'vitest'
import { ZerfauxError } from './errors.ts'
import { newestCommon, planSend, type SourceView, type TargetView } from './send-plan.ts'
import { DatasetName, recoveryPointName, SnapshotName, type Guid } from './zfs-names.ts'
import type { Bookmark, Snapshot } from './zfs-state.ts'

const at = (sequence: number) => recoveryPointName(new Date(Date.UTC(2026, 0, sequence)), sequence)

/** `'#1 @2 x3'`: a bookmark, a recovery point of ours, a snapshot of somebody else; the number is guid and age. `@2=9` has guid 9. */
function words(spec: string) {
  return spec
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [number = '', guid = number] = word.slice(1).split('=')
      return { kind: word[0], number: Number(number), guid: guid as Guid }
    })
}

function snapshots(spec: string): Snapshot[] {
  return words(spec)
    .filter(({ kind }) => kind !== '#')
    .map(({ kind, number, guid }) => ({
      name: kind === '@' ? at(number) : SnapshotName.parse(`manual-${number}`),
      guid,
      createTxg: number * 10,
      creation: number,
      written: 1,
      used: 0,
      referenced: 1,
      holds: [],
      clones: [],
    }))
}

function bookmarks(spec: string): Bookmark[] {
  return words(spec)
    .filter(({ kind }) => kind === '#')
    .map(({ number, guid }) => ({ name: SnapshotName.parse(`cursor-${number}`), guid, createTxg: number * 10 }))
}

const source = (spec: string): SourceView => ({
  dataset: DatasetName.parse('tank/web'),
  snapshots: snapshots(spec),
  bookmarks: bookmarks(spec),
})
const target = (spec: string, written = 0): TargetView => ({
  dataset: DatasetName.parse('dr/web'),
  snapshots: snapshots(spec),
  written,
  mounted: false,
})

describe('planSend', () => {
  test.each([
    {
      case: 'no replica yet: one full stream of the wanted point, older ones are passed over',
      source: '@1 @2',
      target: null,
      to: '2',
      expected: 'full>2',
    },
    { case: 'target one behind', source: '@1 @2', target: '@1', to: '2', expected: '@1>2' },
    {
      case: 'what an earlier round had not sent goes first, each as its own hop',
      source: '@1 @2 @3',
      target: '@1',
      to: '3',
      expected: '@1>2 +1',
    },
    { case: "somebody else's snapshots are not sent", source: '@1 x2 @3', target: '@1', to: '3', expected: '@1>3' },
    { case: "somebody else's snapshot can be the base", source: 'x1 @2', target: 'x1', to: '2', expected: 'x1>2' },
    {
      case: 'the base was pruned on the source: its bookmark opens the increment',
      source: '#1 @3',
      target: '@1',
      to: '3',
      expected: '#1>3',
    },
    {
      case: 'a snapshot is preferred to its bookmark, since it can be held',
      source: '#1 @1 @2',
      target: '@1',
      to: '2',
      expected: '@1>2',
    },
    {
      case: 'a gap before the common point does not matter',
      source: '@1 @3 @4',
      target: '@1 @2 @3',
      to: '4',
      expected: '@3>4',
    },
    { case: 'already there', source: '@1 @2', target: '@1 @2', to: '2', expected: 'up_to_date' },
    {
      case: 'already there, though something is newer there',
      source: '@1 @2',
      target: '@1 @2 @3',
      to: '2',
      expected: 'up_to_date',
    },
    { case: 'same name, another guid', source: '@1 @2', target: '@1 @2=9', to: '2', expected: 'snapshot_name_taken' },
    {
      case: 'the replica was written to',
      source: '@1 @2',
      target: '@1',
      written: 4096,
      to: '2',
      expected: 'replica_modified',
    },
    { case: 'the target moved on by itself', source: '@1 @2', target: '@1 @7=9', to: '2', expected: 'diverged' },
    {
      case: 'the source was rolled back and went another way',
      source: '@1 @3',
      target: '@1 @2',
      to: '3',
      expected: 'diverged',
    },
    { case: 'nothing in common', source: '@3', target: '@1', to: '3', expected: 'diverged' },
    { case: 'the dataset is there but no replica', source: '@1', target: '', to: '1', expected: 'precondition_failed' },
    { case: 'what was to be sent is gone', source: '@1', target: null, to: '5', expected: 'not_found' },
  ])('$case', ({ source: from, target: to, written = 0, to: guid, expected }) => {
    expect(summary(() => planSend(source(from), to === null ? null : target(to, written), guid as Guid))).toBe(expected)
  })

  test('every refusal says what can be done', () => {
    for (const replica of ['@1 @2=9', '@1 @7=9', '']) {
      expect(() => planSend(source('@1 @2'), target(replica), '2' as Guid)).toThrow(
        expect.objectContaining({ hint: expect.stringMatching(/\w/) }),
      )
    }
  })
})

test('the newest common point is found by guid, not by name', () => {
  expect(newestCommon(source('@1 @2 @3'), target('@1 @2 @3=9'))?.guid).toBe('2')
  expect(newestCommon(source('@1'), null)).toBeNull()
})

function summary(plan: () => ReturnType<typeof planSend>): string {
  try {
    const result = plan()
    if (result.kind === 'up_to_date') return result.kind
    const { step, hopsLeft } = result
    if (step.kind === 'resume') return 'resume'
    const sign = step.from && (step.from.kind === 'bookmark' ? '#' : step.from.name.startsWith('manual') ? 'x' : '@')
    return `${step.from ? `${sign}${step.from.guid}` : 'full'}>${step.to.guid}${hopsLeft ? ` +${hopsLeft}` : ''}`
  } catch (error) {
    if (error instanceof ZerfauxError) return error.code
    throw error
  }
}
