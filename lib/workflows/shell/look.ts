import { ZerfauxError } from '../../domain/errors.ts'
import type { ShellWay } from '../../domain/existing-shell.ts'
import { orderChanges } from '../../domain/shell-order.ts'
import { shellSteps } from '../../domain/shell-plan.ts'
import type { ShellStep } from './shell-tools.ts'

/** The plan is made again from what is there now; anything else than what was agreed to is refused. */
export const look: ShellStep = {
  name: 'look',
  title: shellSteps.look,
  async run({ vmName, order, way }, tools) {
    const { plan, order: now } = await tools.planNow()
    const changes = orderChanges(order, now)
    if (changes.length > 0) throw changed(vmName, `other than planned: ${changes.join(', ')}`)
    if (!mayStill(way, plan.way)) throw changed(vmName, `a shell is there that it would ${plan.way}, and not ${way}`)
    await tools.result({ shellMoref: plan.existingShell?.moref ?? null })
    await tools.store.setStatus('creating')
  },
  async undo({ jobId, statusBefore }, tools) {
    if (await isRecordedBy(jobId, tools)) return
    await tools.store.setStatus(statusBefore)
  },
}

/** What an attempt before this one has made, or a lost answer hid, is adopted. */
function mayStill(planned: ShellWay, now: ShellWay): boolean {
  return planned === now || now === 'adopt'
}

function changed(vmName: string, how: string): ZerfauxError {
  return new ZerfauxError('precondition_failed', `The plan for the shell of ${vmName} has changed since: ${how}`, {
    hint: 'Cancel this job, sync both vCenters, and look at the plan again.',
  })
}

/** The job's last step has stored it: then there is nothing to take back. */
async function isRecordedBy(jobId: string, { facts }: Parameters<ShellStep['run']>[1]): Promise<boolean> {
  return facts()['recordedBy'] === jobId
}
