import { finding, type Finding, type Judgement } from './alert-finding.ts'
import { bytesOfLeftovers, type Leftover, type SiteKind } from './leftover.ts'
import { plainBytes } from './plain-units.ts'

/** A site that was looked at for leftovers, or could not be. */
export type LookedAtSite = {
  readonly kind: SiteKind
  readonly id: string
  readonly name: string
  readonly failed: boolean
}

export const LEFTOVERS = 'leftovers:'
/** Less room than that is shown, and worth no mail. */
const WORTH_TELLING_BYTES = 1024 ** 3

export function leftoverFindings(leftovers: readonly Leftover[], sites: readonly LookedAtSite[]): Judgement {
  const found = sites.map((site) =>
    ofSite(
      site,
      leftovers.filter(({ siteId }) => siteId === site.id),
    ),
  )
  return {
    findings: found.filter((one) => one !== null),
    unknown: sites.filter(({ failed }) => failed).map(({ id }) => `${LEFTOVERS}${id}`),
  }
}

function ofSite({ id, kind, name }: LookedAtSite, leftovers: readonly Leftover[]): Finding | null {
  if (leftovers.length === 0) return null
  const bytes = bytesOfLeftovers(leftovers)
  const weighty = leftovers.some(
    ({ kind, bytes: own, inTheWay }) => own === null && (kind !== 'dr_shell' || inTheWay !== null),
  )
  const cost = bytes === 0 ? '' : `, which take at least ${plainBytes(bytes)}`
  return finding({
    kind: 'leftovers_found',
    // A VMware snapshot, which nobody can weigh, grows. An empty shell does not; one with a disk or running may be in use.
    severity: bytes >= WORTH_TELLING_BYTES || weighty ? 'warning' : 'info',
    fingerprint: `${LEFTOVERS}${id}`,
    subject: name,
    message: `${leftovers.length === 1 ? 'One thing' : `${leftovers.length} things`} of ours at ${name} belong${leftovers.length === 1 ? 's' : ''} to nothing any more${cost}`,
    hint: 'Look at the list of leftovers, and release what nobody needs.',
    targetId: kind === 'target' ? id : null,
    facts: { count: leftovers.length, bytes },
  })
}
