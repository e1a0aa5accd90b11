import { z } from 'zod'
import { MoRef } from './inventory.ts'
import { DatasetName } from './zfs-names.ts'
import type { ZfsChange } from './zfs-state.ts'

export const leftoverKinds = ['hold', 'bookmark', 'partial_receive', 'dataset', 'vm_snapshot', 'dr_shell'] as const
export type LeftoverKind = (typeof leftoverKinds)[number]

export const siteKinds = ['target', 'vcenter'] as const
export type SiteKind = (typeof siteKinds)[number]

/** Something at a site that carries our name and belongs to nothing in the database. */
export type Leftover = {
  readonly kind: LeftoverKind
  readonly siteKind: SiteKind
  readonly siteId: string
  /** As the site calls it: `tank/web@zfx_…`, `tank/web#zfx_cursor_…`, a VM's name. */
  readonly object: string
  /** A hold's tag, a VMware snapshot's name. */
  readonly tag: string | null
  /** At a vCenter, whose names of VMs are not unique. */
  readonly vm: MoRef | null
  /** Where it lies; null at a vCenter. */
  readonly dataset: DatasetName | null
  /** What it keeps from being free; null when nobody can tell. */
  readonly bytes: number | null
  /** Why it belongs to nothing. */
  readonly because: string
  /** What releasing it does, and what it does not. */
  readonly consequence: string
  /** Why it is not released as it is now; null when it can be. */
  readonly inTheWay: string | null
  /** What a person may do beyond that. */
  readonly command: string | null
  /** Changes when another thing takes this one's place: what was agreed to is what is released. */
  readonly key: string
  readonly release: Release
}

export type Release =
  | { readonly at: 'appliance'; readonly changes: readonly ZfsChange[] }
  | { readonly at: 'vcenter'; readonly vm: MoRef; readonly snapshotName: string }
  | { readonly at: 'inventory'; readonly vm: MoRef }

/** Kept with a job: enough to look for the very same thing again. */
export const ChosenLeftover = z.object({
  id: z.uuid(),
  siteKind: z.enum(siteKinds),
  siteId: z.uuid(),
  dataset: DatasetName.nullable(),
  /** A DR shell’s VM; null for all else. */
  shell: MoRef.nullable().default(null),
  /** What a person reads in the job: site, object, tag. */
  label: z.string(),
})
export type ChosenLeftover = z.infer<typeof ChosenLeftover>

export function leftoverLabel({ object, tag, vm }: Pick<Leftover, 'object' | 'tag' | 'vm'>): string {
  const more = tag ?? vm
  return more === null ? object : `${object} (${more})`
}

/** What all of them keep from being free, at least. A snapshot's bytes count once, and a dataset's include what lies on it. */
export function bytesOfLeftovers(leftovers: readonly Leftover[]): number {
  const whole = new Set(leftovers.filter(({ kind }) => kind === 'dataset').map(placeOf))
  const parts = new Map<string, number>()
  for (const leftover of leftovers) {
    if (leftover.kind !== 'dataset' && whole.has(placeOf(leftover))) continue
    const object = `${leftover.kind} ${leftover.siteId} ${leftover.siteKind === 'vcenter' ? leftover.key : leftover.object}`
    parts.set(object, leftover.bytes ?? 0)
  }
  return [...parts.values()].reduce((sum, bytes) => sum + bytes, 0)
}

function placeOf({ siteId, dataset }: Leftover): string {
  return `${siteId} ${dataset}`
}
