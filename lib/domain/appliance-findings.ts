import type { ApplianceHealth, HealthProblem } from './appliance-health.ts'
import type { AlertKind } from './alert.ts'
import { finding, type Finding, type Judgement } from './alert-finding.ts'

export type ApplianceAlertFacts = {
  readonly id: string
  readonly name: string
  /** Some group replicates from or to it. */
  readonly used: boolean
  /** What the last look that went well had found. */
  readonly lastCheck: ApplianceHealth | null
  /** Set when the last look did not go well. */
  readonly lastCheckError: string | null
}

/** About room. All of one appliance are one alert, which is raised as it gets worse. */
const ROOM = ['pool_filling', 'pool_almost_full', 'pool_full_soon']

/** An appliance is only judged by what was found when it was last asked; unasked, nothing is known of it. */
export function applianceFindings(appliance: ApplianceAlertFacts): Judgement {
  const { id, lastCheck, lastCheckError } = appliance
  if (lastCheckError !== null) {
    return { findings: [unreachable(appliance, lastCheckError)], unknown: [`degraded:${id}:`, `filling:${id}`] }
  }
  if (!lastCheck) return { findings: [], unknown: [`unreachable:${id}`, `degraded:${id}:`, `filling:${id}`] }
  const problems = lastCheck.problems.filter((problem) => !isSetUp(problem))
  const room = problems.filter(({ code }) => ROOM.includes(code))
  const codes = new Set(problems.map(({ code }) => code).filter((code) => !ROOM.includes(code)))
  const others = [...codes].map((code) =>
    ofProblems(
      appliance,
      'appliance_degraded',
      `degraded:${id}:${code}`,
      problems.filter((problem) => problem.code === code),
    ),
  )
  const filling = ofProblems(appliance, 'appliance_filling', `filling:${id}`, room)
  return { findings: [filling, ...others].filter((found) => found !== null), unknown: [] }
}

/** Of an appliance that is being set up, or that is meant for one direction only: shown with it, not worth a mail. */
function isSetUp({ code, level }: HealthProblem): boolean {
  return code === 'prefix_missing' || (code.startsWith('permission_missing') && level === 'warning')
}

function unreachable({ id, name, used }: ApplianceAlertFacts, error: string): Finding {
  return finding({
    kind: 'appliance_unreachable',
    severity: used ? 'critical' : 'warning',
    fingerprint: `unreachable:${id}`,
    subject: name,
    message: `The appliance could not be checked: ${error}`,
    hint: used
      ? 'Check that it is up and reachable. Groups that use it make no recovery points meanwhile.'
      : 'Check that it is up and reachable. No group uses it.',
    targetId: id,
  })
}

function ofProblems(
  { id, name }: ApplianceAlertFacts,
  kind: AlertKind,
  fingerprint: string,
  problems: readonly HealthProblem[],
): Finding | null {
  const [worst] = problems.toSorted((a, b) => Number(b.level === 'critical') - Number(a.level === 'critical'))
  if (!worst) return null
  return finding({
    kind,
    severity: worst.level,
    fingerprint,
    subject: name,
    message: problems.map(({ message }) => message).join('; '),
    hint: worst.hint,
    targetId: id,
    facts: { codes: problems.map(({ code }) => code) },
  })
}
