import { ZerfauxError } from '../../../domain/errors.ts'
import type { MoRef } from '../../../domain/inventory.ts'
import type { Sent } from '../schema/wire-types.ts'
import type { SessionCalls } from '../soap/session-calls.ts'
import type { Call } from '../soap/soap-session.ts'

export type Overrides = { readonly haRestart: string | null; readonly drs: string | null }

type Found = Overrides & { readonly haEnabled: boolean; readonly drsEnabled: boolean }

/** Only what the cluster has: an override of DRS is refused where there is no DRS. */
export async function exempt(calls: SessionCalls, vm: MoRef, cluster: MoRef, call: Call): Promise<MoRef> {
  const spec = exemption(vm, await found(calls, vm, cluster, call))
  const _this = { type: 'ClusterComputeResource', value: cluster }
  return calls.begin('ReconfigureComputeResource_Task', { _this, spec, modify: true }, call)
}

export async function overrides(calls: SessionCalls, vm: MoRef, cluster: MoRef, call: Call): Promise<Overrides | null> {
  const { haRestart, drs } = await found(calls, vm, cluster, call)
  return haRestart === null && drs === null ? null : { haRestart, drs }
}

/** An override that is there is edited, as adding another is refused. */
export function exemption(
  vm: MoRef,
  { haRestart, drs, haEnabled, drsEnabled }: Found,
): Sent<'ComputeResourceConfigSpec'> {
  const key = { type: 'VirtualMachine', value: vm }
  const ha = {
    operation: haRestart === null ? 'add' : 'edit',
    info: { key, dasSettings: { restartPriority: 'disabled' } },
  }
  const balance = { operation: drs === null ? 'add' : 'edit', info: { key, enabled: true, behavior: 'manual' } }
  return {
    $type: 'ClusterConfigSpecEx',
    dasVmConfigSpec: haEnabled ? [ha] : [],
    drsVmConfigSpec: drsEnabled ? [balance] : [],
  }
}

async function found(calls: SessionCalls, vm: MoRef, cluster: MoRef, call: Call): Promise<Found> {
  const read = await calls.mustRead('ClusterComputeResource', cluster, { ...call, paths: ['configurationEx'] })
  const config = read.configurationEx
  if (!config) throw new ZerfauxError('remote_rejected', `Could not ${call.doing}: ${cluster} shows no settings`)
  const ha = config.dasVmConfig?.find(({ key }) => key?.value === vm)
  const drs = config.drsVmConfig?.find(({ key }) => key?.value === vm)
  return {
    haRestart: ha ? (ha.dasSettings?.restartPriority ?? ha.restartPriority ?? 'clusterRestartPriority') : null,
    drs: drs ? (drs.enabled === false ? 'disabled' : (drs.behavior ?? 'default')) : null,
    haEnabled: config.dasConfig?.enabled ?? false,
    drsEnabled: config.drsConfig?.enabled ?? false,
  }
}
