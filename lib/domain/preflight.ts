import { checkAppliances } from './preflight-appliances.ts'
import { pass, refused, type PreflightCheck } from './preflight-check.ts'
import type { Found, PreflightFacts, PreflightSide } from './preflight-facts.ts'
import { checkReplica, checkSource } from './preflight-datasets.ts'
import { checkMappings } from './preflight-mappings.ts'
import { checkQuiescing } from './preflight-quiescing.ts'
import { checkVsphere } from './preflight-vsphere.ts'

/** All that can be known before the first byte is sent, in the order in which a person would mend it. */
export function preflight(facts: PreflightFacts): {
  readonly ready: boolean
  readonly checks: readonly PreflightCheck[]
} {
  const [source, target] = [foundOf(facts.source), foundOf(facts.target)]
  const checks = [
    answers('source_answers', facts.source),
    answers('target_answers', facts.target),
    ...(source ? checkSource(facts, source) : []),
    ...(target ? checkReplica(facts, source?.state ?? null, target) : []),
    ...(source && target ? checkAppliances(facts, source, target) : []),
    ...checkVsphere(facts, source?.state ?? null),
    ...checkQuiescing(facts),
    ...checkMappings(facts.mappings),
  ]
  return { ready: checks.every(({ outcome }) => outcome !== 'block'), checks }
}

function foundOf({ found }: PreflightSide): Found | null {
  return 'error' in found ? null : found
}

function answers(code: string, { name, found }: PreflightSide): PreflightCheck {
  if ('error' in found) return refused(code, found.error)
  const { sshMs, zfsVersion } = found.health
  return pass(code, `${name} answers within ${sshMs} ms, OpenZFS ${zfsVersion}`)
}
