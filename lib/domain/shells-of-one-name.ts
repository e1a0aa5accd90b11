import { notice } from './shell-notice.ts'
import type { ShellPlan } from './shell-plan.ts'

type Planned = { readonly row: { readonly id: string; readonly name: string }; readonly plan: ShellPlan }

/** Two of one batch that would have one name in one folder: no vCenter has the first of them yet to tell. */
export function refuseOneNameTwice<One extends Planned>(planned: readonly One[]): One[] {
  const made = planned.filter(({ plan }) => plan.way !== 'adopt' && plan.placement.folder !== null)
  const places = Map.groupBy(made, placeOf)
  return planned.map((one) => {
    const other = places.get(placeOf(one))?.find(({ row }) => row.id !== one.row.id)
    if (!other || !made.includes(one)) return one
    const { folder } = one.plan.placement
    const twice = notice(
      'name_twice',
      `${one.plan.shellName} would also be the shell of another VM (${other.row.name}) in folder ${folder?.name}`,
      'Give one of the two another name or another folder, under “Name and placement”.',
    )
    return { ...one, plan: { ...one.plan, blockers: [...one.plan.blockers, twice] } }
  })
}

function placeOf({ plan }: Planned): string {
  return `${plan.placement.folder?.moref} ${plan.shellName.toLowerCase()}`
}
