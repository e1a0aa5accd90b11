import { describe, expect, test } from 'vitest'
import { changesSince, pictureOf } from './repair-plan.ts'
import { partial, sceneOf, type Case } from './repair-scene.world.ts'
import { waysToRepair, type RepairWay } from './repair-ways.ts'
import type { Guid } from './zfs-names.ts'

describe('waysToRepair', () => {
  const possible = (given: Case) =>
    waysToRepair(sceneOf(given))
      .filter(({ because }) => because === null)
      .map(({ way, recommended }) => (recommended ? `${way}!` : way))
      .join(' ')
  const because = (way: RepairWay, given: Case) =>
    waysToRepair(sceneOf(given)).find((view) => view.way === way)?.because

  test.each<Case & { case: string; ways: string }>([
    { case: 'nothing is the matter', source: '@1 @2', target: '@1', ways: '' },
    { case: 'diverged', source: '@1 @4', target: '@1 @2', ways: 'keep_branch! reseed' },
    { case: 'modified', source: '@1', target: '@1', written: 1, ways: 'keep_branch! reseed' },
    { case: 'nothing in common', source: '@2', target: '@1', ways: 'reseed!' },
    { case: 'missing', source: '@2', target: null, ways: '' },
    { case: 'missing, pre-seeded', source: '@1 @2', target: null, candidate: '@1', ways: 'adopt' },
    { case: 'nothing in common, pre-seeded', source: '@1 @2', target: '@9', candidate: '@1', ways: 'reseed! adopt' },
    { case: 'stuck', source: '@1', target: '@1', receive: partial('gone'), ways: 'discard_partial!' },
    { case: 'interrupted', source: '@1', target: '@1', receive: partial(null), ways: 'discard_partial' },
    {
      case: 'diverged and interrupted: first things first',
      source: '@1',
      target: '@1 @2',
      receive: partial('gone'),
      ways: 'discard_partial',
    },
    {
      case: 'no room to seed beside',
      source: '@1 @4',
      target: '@1 @2',
      target_: { available: 399 },
      ways: 'keep_branch!',
    },
    { case: 'another group', source: '@1', target: '@1 @2', target_: { properties: { 'zfx:group': 'x' } }, ways: '' },
    { case: 'another epoch', source: '@1', target: '@1 @2', source_: { properties: { 'zfx:epoch': '2' } }, ways: '' },
    {
      case: 'another role',
      source: '@1',
      target: '@1 @2',
      target_: { properties: { 'zfx:role': 'primary' } },
      ways: '',
    },
  ])('$case', ({ ways, ...given }) => {
    expect(possible(given)).toBe(ways)
  })

  const diverged = { source: '@1 @4', target: '@1 @2' }
  test.each<Partial<Case> & { reason: RegExp }>([
    { reason: /Name the dataset/ },
    { candidate: null, reason: /no dataset dr\/preseeded/ },
    { candidate: '@1', candidateName: 'dr/web', reason: /already/ },
    { candidate: '@1', candidateName: 'dr/web/child', reason: /within each other/ },
    { candidate: '@1', candidateName: 'other/web', reason: /another pool/ },
    { candidate: '@1', usedBy: 'Databases', reason: /replica of Databases/ },
    { candidate: '@1', candidate_: { properties: { 'zfx:group': 'x' } }, reason: /another protection group/ },
    { candidate: '@1', candidate_: { receiveResumeToken: 't' }, reason: /interrupted/ },
    { candidate: '@1', candidate_: { children: ['dr/preseeded/x'] }, reason: /children/ },
    { candidate: '@1', candidate_: { mounted: true }, reason: /zfs unmount dr\/preseeded/ },
    { candidate: '@1', candidate_: { written: 5 }, reason: /written/ },
    { candidate: '@9', reason: /no point in common/ },
    { candidate: '@1 x2', reason: /beyond/ },
  ])('adopting is refused: $reason', ({ reason, ...given }) => {
    expect(because('adopt', { ...diverged, ...given })).toMatch(reason)
  })

  test('every way says what it does, what is kept and what it costs', () => {
    for (const view of waysToRepair(sceneOf({ ...diverged, written: 1, candidate: '@1' }))) {
      expect(view.steps.length).toBeGreaterThan(0)
      expect(view.keeps).toMatch(/\w/)
      expect(view.consequence).toMatch(/\w/)
    }
    const needs = (way: RepairWay) => waysToRepair(sceneOf(diverged)).find((view) => view.way === way)?.bytesNeeded
    expect([needs('keep_branch'), needs('reseed'), needs('discard_partial')]).toEqual([100, 400, 0])
  })
})

describe('the picture of a plan', () => {
  const base: Case = { source: '@1 @4', target: '@1 @2', candidate: '@1' }
  const changed = (more: Partial<Case>) =>
    changesSince(pictureOf(sceneOf(base)), pictureOf(sceneOf({ ...base, ...more }))).join('; ')

  test.each<Partial<Case> & { says: RegExp }>([
    { says: /^$/ },
    { source: '@1 @4 x5', says: /^$/ },
    { source_: { guid: '77' as Guid }, says: /source dataset is another/ },
    { target: null, says: /replica is gone/ },
    { target_: { guid: '77' as Guid }, says: /replica is another dataset/ },
    { source: '@4', says: /common point is another/ },
    { target: '@1 @2 @3', says: /1 more snapshots/ },
    { target: '@1', says: /1 snapshots of the replica are gone/ },
    { written: 4, says: /was written to/ },
    { receive: partial(null), says: /receive was interrupted/ },
    { candidate: null, says: /dr\/preseeded is gone/ },
    { candidate: '@1 x2', says: /dr\/preseeded has 1 more/ },
    { candidate_: { written: 3 }, says: /dr\/preseeded was written to/ },
  ])('$says', ({ says, ...more }) => {
    expect(changed(more)).toMatch(says)
  })
})
