import { ZerfauxError } from '../../domain/errors.ts'
import { nicChanges, overrideDifferences } from '../../domain/shell-differences.ts'
import { shellFault } from '../../domain/shell-fault.ts'
import { shellSteps } from '../../domain/shell-plan.ts'
import { shellMarks } from '../../domain/shell-spec.ts'
import { annotationOf } from './create.ts'
import {
  CALL_MS,
  destroyed,
  followed,
  onlyShell,
  shellNow,
  type CreateShellTools,
  type ShellStep,
} from './shell-tools.ts'

/** Only an empty shell of ours at rest: the driver looks once more in the same breath. It has no undo: the new one takes its place. */
export const clear: ShellStep = {
  name: 'clear',
  title: shellSteps.clear,
  when: ({ way }) => way === 'recreate',
  async run({ protectedVmId, vmName, jobId }, tools) {
    const old = await onlyShell(protectedVmId, vmName, tools)
    // Made by this job: an attempt before this one got further.
    if (!old || old.extraConfig[shellMarks.job] === jobId) return
    const last = await destroyed(old, tools)
    if (last?.state === 'error') throw shellFault(`remove the shell ${old.name}`, last)
    if (!last && (await onlyShell(protectedVmId, vmName, tools))) {
      throw new ZerfauxError('busy', `Whether the shell ${old.name} was removed is not known`)
    }
    await tools.store.forget()
    await tools.store.setStatus('creating')
    await tools.result({ shellMoref: null, removed: old.moref })
  },
}

export const adjust: ShellStep = {
  name: 'adjust',
  title: shellSteps.adjust,
  when: ({ way }) => way === 'adjust',
  async run(params, tools) {
    const { order, vmName } = params
    const shell = await shellNow(params, tools)
    const change = { name: order.name, annotation: annotationOf(vmName), nics: nicChanges(order.hardware, shell) }
    const task = await tools.vcenter.reconfigureVm(shell.moref, change, { signal: tools.timeLimit(CALL_MS) })
    const last = await followed(task, tools)
    if (last?.state === 'error') throw shellFault(`reconfigure the shell of ${vmName}`, last)
  },
}

/** Failure-modes row 14: nothing but a recovery starts it. */
export const exempt: ShellStep = {
  name: 'exempt',
  title: shellSteps.exempt,
  when: ({ order }) => order.cluster !== null,
  async run(params, tools) {
    const { cluster } = params.order
    if (!cluster) return
    const shell = await shellNow(params, tools)
    if ((await missingOverrides(params, tools)).length === 0) return
    const task = await tools.vcenter.exemptFromCluster(shell.moref, cluster.moref, { signal: tools.timeLimit(CALL_MS) })
    const last = await followed(task, tools)
    if (last?.state === 'error') throw shellFault(`exempt the shell of ${params.vmName} from HA and DRS`, last)
  },
}

export async function missingOverrides(params: Parameters<ShellStep['run']>[0], tools: CreateShellTools) {
  const { cluster } = params.order
  if (!cluster) return []
  const { moref } = await shellNow(params, tools)
  const { signal } = tools
  return overrideDifferences(cluster, await tools.vcenter.clusterOverrides(moref, cluster.moref, { signal }))
}
