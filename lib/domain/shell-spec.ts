import { z } from 'zod'
import { MoRef, type VmDisk, type VmRecord } from './inventory.ts'

export const ShellNic = z.object({
  type: z.string(),
  mac: z.string().nullable(),
  network: z.object({ moref: MoRef, name: z.string() }).nullable(),
})
export type ShellNic = z.infer<typeof ShellNic>

/** Where a disk will be attached at a recovery; none is until then. */
export const ShellDisk = z.object({
  controllerType: z.string().nullable(),
  controllerBus: z.number().int().nullable(),
  unit: z.number().int().nullable(),
  /** Relative to the datastore. */
  path: z.string().nullable(),
  capacityBytes: z.number().int().nullable(),
  mode: z.string().nullable(),
})
export type ShellDisk = z.infer<typeof ShellDisk>

/** A shell's hardware: all that its source has, but disks. */
export const ShellHardware = z.object({
  guestId: z.string(),
  /** Null: the vCenter's own default. */
  hardwareVersion: z.string().nullable(),
  firmware: z.enum(['bios', 'efi']),
  secureBoot: z.boolean(),
  cpus: z.number().int(),
  coresPerSocket: z.number().int(),
  memoryMib: z.number().int(),
  biosUuid: z.string().nullable(),
  controllers: z.array(z.object({ type: z.string(), bus: z.number().int() })),
  nics: z.array(ShellNic),
})
export type ShellHardware = z.infer<typeof ShellHardware>

/** What of the source VM a shell is made after. */
export type ShellSource = Pick<
  VmRecord,
  | 'name'
  | 'cluster'
  | 'folder'
  | 'resourcePool'
  | 'instanceUuid'
  | 'biosUuid'
  | 'guestId'
  | 'firmware'
  | 'hardwareVersion'
  | 'cpus'
  | 'coresPerSocket'
  | 'memoryBytes'
  | 'nics'
  | 'disks'
  | 'controllers'
  | 'isEncrypted'
  | 'hasVtpm'
  | 'secureBoot'
  | 'isTemplate'
> & { readonly gone: boolean }

const MIB = 2 ** 20
/** Both are there in every VM, whether asked for or not. */
const BY_ITSELF = 'VirtualIDEController'

/** Null where the inventory does not say enough: a guess would boot another machine. */
export function shellHardwareOf(source: ShellSource, networks: readonly ShellNic['network'][]): ShellHardware | null {
  const { guestId, firmware, cpus, memoryBytes } = source
  if (guestId === null || cpus === null || memoryBytes === null) return null
  if (firmware !== 'bios' && firmware !== 'efi') return null
  return {
    guestId,
    hardwareVersion: source.hardwareVersion,
    firmware,
    secureBoot: source.secureBoot === true,
    cpus,
    coresPerSocket: source.coresPerSocket ?? 1,
    memoryMib: Math.round(memoryBytes / MIB),
    biosUuid: source.biosUuid,
    controllers: source.controllers
      .filter(({ type }) => type !== BY_ITSELF)
      .map(({ type, bus }) => ({ type, bus: bus ?? 0 })),
    nics: source.nics.map(({ type, mac }, at) => ({ type, mac, network: networks[at] ?? null })),
  }
}

export function shellDisksOf(disks: readonly VmDisk[]): ShellDisk[] {
  return disks.map(({ controllerType, controllerBus, unit, path, capacityBytes, mode }) => ({
    controllerType,
    controllerBus,
    unit,
    path,
    capacityBytes,
    mode,
  }))
}

/** Keys of a VM's extra config by which Zerfaux knows its own again. */
export const shellMarks = {
  protectedVm: 'zfx.protected_vm',
  group: 'zfx.group',
  role: 'zfx.role',
  /** The job that made it: what it made, its undo may remove. */
  job: 'zfx.job',
} as const

/** The role of a shell: all of them are found by it. */
export const SHELL = 'shell'

export function marksOfShell(protectedVmId: string, groupId: string, jobId: string): Record<string, string> {
  return {
    [shellMarks.protectedVm]: protectedVmId,
    [shellMarks.group]: groupId,
    [shellMarks.role]: SHELL,
    [shellMarks.job]: jobId,
  }
}

export type ShellMarks = {
  readonly protectedVmId: string
  readonly groupId: string | null
  readonly jobId: string | null
}

/** Whose shell it says it is; null for a VM that does not say it is one. */
export function readShellMarks(extraConfig: Readonly<Record<string, string>>): ShellMarks | null {
  const protectedVmId = extraConfig[shellMarks.protectedVm]
  if (extraConfig[shellMarks.role] !== SHELL || !protectedVmId) return null
  return {
    protectedVmId,
    groupId: extraConfig[shellMarks.group] ?? null,
    jobId: extraConfig[shellMarks.job] ?? null,
  }
}

export function isShellOf(extraConfig: Readonly<Record<string, string>>, protectedVmId: string): boolean {
  return readShellMarks(extraConfig)?.protectedVmId === protectedVmId
}
