import { expect, test } from 'vitest'
import { commonNotices, ownNotices, type Planned } from './common-notices.ts'

const said = (code: string, message = code) => ({ code, message, hint: `${code}?` })
const plan = (name: string, blockers: Planned['blockers'], warnings: Planned['warnings'] = []): Planned => ({
  name,
  blockers,
  warnings,
})

test('what is in the way of several is said once, with their names; the rest stays with each', () => {
  const plans = [
    plan('a', [said('no_datastore'), said('name_taken', 'a is taken')], [said('version')]),
    plan('b', [said('no_datastore')], [said('version'), said('vtpm')]),
    plan('c', [said('name_taken', 'c is taken')], [said('version', 'another version')]),
  ]
  const common = commonNotices(plans)
  expect(common).toEqual([
    { ...said('no_datastore'), kind: 'blockers', names: ['a', 'b'] },
    { ...said('version'), kind: 'warnings', names: ['a', 'b'] },
  ])
  expect(plans.map((one) => ownNotices(one, common).map(({ message }) => message))).toEqual([
    ['a is taken'],
    ['vtpm'],
    ['c is taken', 'another version'],
  ])
})

test('the same words as a reason and as a doubt are two things', () => {
  const plans = [plan('a', [said('x')]), plan('b', [], [said('x')])]
  expect(commonNotices(plans)).toEqual([])
  expect(ownNotices(plan('b', [], [said('x')]), [{ ...said('x'), kind: 'blockers', names: ['a', 'c'] }])).toHaveLength(
    1,
  )
})

test('of one VM nothing is common', () => {
  expect(commonNotices([plan('a', [said('x'), said('y')])])).toEqual([])
})
