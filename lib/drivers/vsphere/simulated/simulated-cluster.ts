import type { MoRef } from '../../../domain/inventory.ts'
import type { SimulatedVcenter } from '../simulated-vcenter.ts'
import { vmOf } from './simulated-marks.ts'
import { troubleOf, unknownTo } from './simulated-trouble.ts'
import { startSimulatedTask } from './simulated-task.ts'

const RECONFIGURE_MS = 500

export type ClusterOverrides = { readonly haRestart: string | null; readonly drs: string | null }

export function beginExemption(state: SimulatedVcenter, vm: MoRef, cluster: MoRef, now: number): MoRef {
  const doing = `set the overrides of VM ${vm}`
  vmOf(state, vm, doing)
  clusterOf(state, cluster, doing)
  return startSimulatedTask(state, {
    descriptionId: 'ComputeResource.reconfigureEx',
    startedAt: now,
    durationMs: RECONFIGURE_MS,
    fault: troubleOf(state, 'exemptFromCluster', { vm, doing }),
    effect: { kind: 'exempt', vm, cluster },
  })
}

export function exempt(state: SimulatedVcenter, vm: MoRef, moref: MoRef): void {
  const cluster = clusterOf(state, moref, `set the overrides of VM ${vm}`)
  const overrides = {
    haRestart: cluster.haEnabled === false ? null : 'disabled',
    drs: cluster.drsEnabled === false ? null : 'manual',
  }
  const others = state.overrides?.[moref]
  if (overrides.haRestart === null && overrides.drs === null) return
  state.overrides = { ...state.overrides, [moref]: { ...others, [vm]: overrides } }
}

export function overridesOf(state: SimulatedVcenter, vm: MoRef, cluster: MoRef): ClusterOverrides | null {
  clusterOf(state, cluster, `read the overrides of VM ${vm}`)
  return state.overrides?.[cluster]?.[vm] ?? null
}

function clusterOf(state: SimulatedVcenter, moref: MoRef, doing: string) {
  const cluster = state.objects.find((object) => object.moref === moref)
  if (cluster?.kind !== 'cluster') throw unknownTo(doing, `cluster ${moref}`)
  return cluster
}
