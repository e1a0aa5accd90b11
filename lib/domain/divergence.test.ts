import { describe, expect, test } from 'vitest'
import { keptKind, keptName } from './kept-datasets.ts'
import { partial, replica, sceneOf, type Case } from './repair-scene.world.ts'
import { DatasetName } from './zfs-names.ts'

const guids = (points: readonly { guid: string }[] | undefined) => points?.map(({ guid }) => guid).join(' ') ?? null

describe('analyseDivergence', () => {
  test.each<Case & { case: string; matter: string; common: string | null; onSource: string; onTarget: string | null }>([
    {
      case: 'well, target one behind',
      source: '@1 @2',
      target: '@1',
      matter: 'none',
      common: '1',
      onSource: '2',
      onTarget: '',
    },
    {
      case: 'well, the base is a bookmark',
      source: '#1 @2',
      target: '@1',
      matter: 'none',
      common: '#1',
      onSource: '2',
      onTarget: '',
    },
    {
      case: 'written to',
      source: '@1 @2',
      target: '@1',
      written: 9,
      matter: 'modified',
      common: '1',
      onSource: '2',
      onTarget: '',
    },
    {
      case: 'the source was rolled back',
      source: '@1 @4',
      target: '@1 @2 @3',
      matter: 'diverged',
      common: '1',
      onSource: '4',
      onTarget: '2 3',
    },
    {
      case: 'rolled back to a bookmark',
      source: '#1 @4',
      target: '@1 @2',
      matter: 'diverged',
      common: '#1',
      onSource: '4',
      onTarget: '2',
    },
    {
      case: 'snapshot made at the target',
      source: '@1 @2',
      target: '@1 x3',
      matter: 'diverged',
      common: '1',
      onSource: '2',
      onTarget: '3',
    },
    {
      case: 'diverged and written to',
      source: '@1',
      target: '@1 x3',
      written: 9,
      matter: 'diverged',
      common: '1',
      onSource: '',
      onTarget: '3',
    },
    {
      case: 'a name in common is not a point in common',
      source: '@1 @2',
      target: '@1=8 @2=9',
      matter: 'no_common',
      common: null,
      onSource: '1 2',
      onTarget: '8 9',
    },
    {
      case: 'an empty dataset',
      source: '@1',
      target: '',
      matter: 'no_common',
      common: null,
      onSource: '1',
      onTarget: '',
    },
    { case: 'no replica', source: '@1', target: null, matter: 'missing', common: null, onSource: '1', onTarget: null },
    {
      case: 'interrupted, can go on',
      source: '@1 @2',
      target: '@1',
      receive: partial(null),
      matter: 'none',
      common: '1',
      onSource: '2',
      onTarget: '',
    },
    {
      case: 'interrupted, can never end',
      source: '@1 @2',
      target: '@1',
      receive: partial('gone'),
      matter: 'stuck_receive',
      common: '1',
      onSource: '2',
      onTarget: '',
    },
    {
      case: 'a first receive, can go on',
      source: '@1',
      target: '',
      receive: partial(null),
      matter: 'none',
      common: null,
      onSource: '1',
      onTarget: '',
    },
    {
      case: 'a first receive, can never end',
      source: '@1',
      target: '',
      receive: partial('gone'),
      matter: 'stuck_receive',
      common: null,
      onSource: '1',
      onTarget: '',
    },
    {
      case: 'diverged outranks stuck',
      source: '@1',
      target: '@1 @2',
      receive: partial('gone'),
      matter: 'diverged',
      common: '1',
      onSource: '',
      onTarget: '2',
    },
  ])('$case', (given) => {
    const { divergence } = sceneOf(given)
    const { common } = divergence
    expect({
      matter: divergence.matter,
      common: common && `${common.onSource.kind === 'bookmark' ? '#' : ''}${common.guid}`,
      onSource: guids(divergence.source.points),
      onTarget: guids(divergence.target?.points),
    }).toEqual({
      matter: given.matter,
      common: given.common,
      onSource: given.onSource,
      onTarget: given.onTarget,
    })
  })
})

test('what a repair keeps is known by its name', () => {
  const jobId = '0123abcd-1111-4111-8111-111111111111'
  expect(keptName(replica, 'old', jobId)).toBe('dr/web.old_0123abcd')
  expect(keptKind(replica, keptName(replica, 'diverged', jobId))).toBe('diverged')
  for (const other of ['dr/web', 'dr/web2.old_0123abcd', 'dr/web.old_x', 'dr/web.new_0123abcd'])
    expect(keptKind(replica, DatasetName.parse(other))).toBeNull()
})
