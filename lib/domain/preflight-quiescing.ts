import type { VmRecord } from './inventory.ts'
import { pass, warn, type PreflightCheck } from './preflight-check.ts'
import type { PreflightFacts } from './preflight-facts.ts'
import { withoutQuiescing } from './quiesce.ts'

/** VMs that a message names; of the rest it says how many. */
const NAMED = 10

/** Which VMs will not hold still, as far as the last inventory tells. A run asks each one again. */
export function checkQuiescing({ group, vms }: PreflightFacts): PreflightCheck[] {
  const asked = vms.filter(({ gone }) => !gone)
  if (group.consistency !== 'application' || asked.length === 0) return []
  const cannot = asked.flatMap((vm) => {
    const known = withoutQuiescing(asReadiness(vm))
    return known?.consistency === 'crash' ? [`${vm.name} (${known.because})`] : []
  })
  if (cannot.length === 0) return [pass('quiescing', 'Every VM can hold still, as the last inventory tells')]
  const more = cannot.length > NAMED ? ` and ${cannot.length - NAMED} more` : ''
  return [
    warn(
      'quiescing',
      `Recovery points will only be crash-consistent for ${cannot.slice(0, NAMED).join(', ')}${more}`,
      'Install or start VMware Tools in these guests, and take independent disks out of them; then sync the vCenter.',
    ),
  ]
}

function asReadiness(vm: Pick<VmRecord, 'name' | 'powerState' | 'toolsStatus' | 'disks'>) {
  const hasIndependentDisk = vm.disks.some(({ mode }) => mode?.startsWith('independent'))
  return { ...vm, hasIndependentDisk, snapshots: [] }
}
