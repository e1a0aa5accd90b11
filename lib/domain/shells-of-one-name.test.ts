import { expect, test } from 'vitest'
import { planShell, type ShellPlan } from './shell-plan.ts'
import { shellFacts, shellOfWeb01 } from './shell-plan.world.ts'
import { refuseOneNameTwice } from './shells-of-one-name.ts'

const planned = (id: string, shellName: string, more: Partial<ShellPlan> = {}) => ({
  row: { id, name: `vm ${id}` },
  plan: { ...planShell(shellFacts({ shellName })), ...more },
})
const codes = (plans: ReturnType<typeof planned>[]) =>
  refuseOneNameTwice(plans).map(({ plan }) => plan.blockers.map(({ code }) => code))

test('two of one name in one folder are both refused, whatever the case', () => {
  const plans = [planned('1', 'web'), planned('2', 'WEB'), planned('3', 'app')]
  expect(codes(plans)).toEqual([['name_twice'], ['name_twice'], []])
  expect(refuseOneNameTwice(plans)[0]?.plan.blockers[0]?.message).toContain('vm 2')
})

test('in another folder, or there already, is another matter', () => {
  const one = planned('1', 'web')
  const { placement } = one.plan
  expect(codes([one, planned('2', 'web', { placement: { ...placement, folder: null } })])[0]).toEqual([])
  const there = planShell(shellFacts({ there: [shellOfWeb01] }))
  expect(there.way).toBe('adopt')
  expect(codes([planned('1', 'web01'), { row: { id: '2', name: 'b' }, plan: there }])).toEqual([[], []])
})
