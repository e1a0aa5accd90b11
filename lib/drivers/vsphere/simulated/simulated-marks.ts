import type { MoRef, VmRecord } from '../../../domain/inventory.ts'
import type { SimulatedVcenter } from '../simulated-vcenter.ts'
import type { VmQuestion } from '../vsphere-changes.ts'
import { unknownTo } from './simulated-trouble.ts'

/** What a simulated vCenter knows of a VM beyond its record. Absent means empty. */
export type SimulatedMarks = {
  annotation?: string
  extraConfig?: Record<string, string>
  question?: VmQuestion | null
  needsConsolidation?: boolean
  /** Keys of NICs that are not plugged in. */
  unplugged?: number[]
}

export function marksOf(state: SimulatedVcenter, vm: MoRef): SimulatedMarks {
  state.marks ??= {}
  return (state.marks[vm] ??= {})
}

export function vmOf(state: SimulatedVcenter, vm: MoRef, doing: string): VmRecord {
  const record = state.vms.find(({ moref }) => moref === vm)
  if (!record) throw unknownTo(doing, `VM ${vm}`)
  return record
}

/** As `[datastore] folder/file`, in its two parts. */
export function splitPath(path: string): { readonly datastore: string; readonly path: string } {
  const [, datastore = '', rest = path] = /^\[(.*?)\] ?(.*)$/s.exec(path) ?? []
  return { datastore, path: rest }
}

/** The folder that holds the VM's home. */
export function homeOf({ vmxPath, name }: VmRecord): string {
  const { path } = splitPath(vmxPath ?? '')
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : name
}
