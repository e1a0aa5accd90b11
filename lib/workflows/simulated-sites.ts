import { z } from 'zod'
import type { Db } from '../db/client.ts'
import { SimulatedSiteRow } from '../db/simulated-sites.ts'
import { simulatedAppliance, type SimulatedAppliance } from '../drivers/zfs/simulated-appliance.ts'
import { simulatedVcenter, type SimulatedVcenter } from '../drivers/vsphere/simulated-vcenter.ts'

const GIB = 1024 ** 3
const MIB = 1024 ** 2
const VMS = 40
/** The two sites of the demo: what runs at the one, and what little runs at the other. */
const demoVms: Readonly<Record<string, number>> = { 'vcenter.west.demo': 34, 'vcenter.east.demo': 6 }

/** Two datasets to protect on every simulated appliance, mounted by the simulated vCenters as `nfs-protected-01` and `-02`. */
const datasets = (pool: string) =>
  (['01', '02'] as const).map((number, index) => ({
    name: `${pool}/zerfaux/protected-${number}`,
    usedBytes: (6 - 4 * index) * GIB,
    changeBytesPerMinute: (24 - 16 * index) * MIB,
  }))

/** The state of the simulated vCenter at `host`; made when it is first looked at. `vms-500.anything` has 500 VMs. */
export function simulatedVcenterStore(db: Db, host: string): SimulatedSiteRow<SimulatedVcenter> {
  const vms = Math.min(10_000, Number(/^vms-(\d{1,5})\b/.exec(host)?.[1] ?? demoVms[host] ?? VMS))
  return new SimulatedSiteRow(
    db,
    `vcenter:${host}`,
    () => simulatedVcenter({ name: host, vms }),
    asState<SimulatedVcenter>(['about', 'vms']),
  )
}

export function simulatedApplianceStore(db: Db, host: string, pool: string): SimulatedSiteRow<SimulatedAppliance> {
  const initial = () =>
    simulatedAppliance({
      name: host,
      pool,
      sizeBytes: 200 * GIB,
      datasets: datasets(pool),
      since: new Date(Date.now() - 3 * 86_400_000),
    })
  return new SimulatedSiteRow(db, `appliance:${host}`, initial, asState<SimulatedAppliance>(['pool', 'datasets']))
}

/** Transfers from `instant-anything` take no time: what is measured then is everything but them. */
export function simulatedSpeed(host: string): { readonly bytesPerSecond?: number } {
  return host.startsWith('instant-') ? { bytesPerSecond: Number.POSITIVE_INFINITY } : {}
}

/** Guaranteed by: these rows are written by the two functions above and by the drivers only. */
function asState<State>(keys: readonly (keyof State & string)[]): (state: unknown) => State {
  const shape = z.looseObject(Object.fromEntries(keys.map((key) => [key, z.unknown()])))
  return (state) => shape.parse(state) as State
}
