import type { Read } from '../schema/wire-types.ts'

type Layout = Read<'VirtualMachineFileLayoutEx'>
type Disks = readonly Read<'VirtualMachineFileLayoutExDiskLayout'>[]

/**
 * What removing a snapshot gives back: its own files, and the delta that each disk has been writing to
 * since. That delta is the file that follows the snapshot's own chain, in the running VM or in a later
 * snapshot. Null when the layout does not know the snapshot or one of those files.
 */
export function snapshotCost(layout: Layout | undefined, snapshot: string): number | null {
  const own = layout?.snapshot?.find(({ key }) => key?.value === snapshot)
  if (!layout || !own) return null
  const later = [layout.disk ?? [], ...(layout.snapshot ?? []).flatMap(({ disk }) => (disk ? [disk] : []))]
  const files = new Set([
    ...[own.dataKey, own.memoryKey].filter((key) => key !== undefined && key >= 0),
    ...(own.disk ?? []).flatMap((disk) => later.flatMap((disks) => filesAfter(disk, disks))),
  ])
  const sizes = new Map(layout.file?.map(({ key, size }) => [key, size]))
  let total = 0
  for (const file of files) {
    const size = sizes.get(file)
    if (size === undefined) return null
    total += size
  }
  return total
}

function filesAfter({ key, chain = [] }: Disks[number], disks: Disks): readonly number[] {
  const longer = disks.find((disk) => disk.key === key)?.chain ?? []
  const goesOn = longer.length > chain.length && chain.every((unit, at) => sameUnit(unit, longer[at]))
  return (goesOn && longer[chain.length]?.fileKey) || []
}

type Unit = Read<'VirtualMachineFileLayoutExDiskUnit'>

function sameUnit(one: Unit, other: Unit | undefined): boolean {
  return one.fileKey?.join() === other?.fileKey?.join()
}
