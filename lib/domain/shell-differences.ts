import type { MoRef } from './inventory.ts'
import type { ShellHardware } from './shell-spec.ts'
import type { VmHardware } from './vm-hardware.ts'
import { homeOf } from './vm-placement.ts'

/** How a difference can be undone: in place, by making the shell anew, or only by a person. */
export type Mend = 'adjust' | 'recreate' | 'by_hand'

export type ShellDifference = {
  readonly what: string
  readonly wanted: string
  readonly found: string
  readonly mend: Mend
}

export type WantedShell = {
  readonly name: string
  readonly hardware: ShellHardware
  readonly placeholderDatastore: string
}

const MIB = 2 ** 20

/** In what a VM is not the shell that is wanted. Empty: it is. */
export function shellDifferences(wanted: WantedShell, found: VmHardware): ShellDifference[] {
  const { hardware } = wanted
  const memoryMib = found.memoryBytes === null ? null : Math.round(found.memoryBytes / MIB)
  return [
    ...differs('disks', 'none', found.disks.length === 0 ? 'none' : `${found.disks.length} attached`, 'by_hand'),
    ...differs('power', 'powered off', power(found), 'by_hand'),
    ...differs('name', wanted.name, found.name, 'adjust'),
    ...differs('home', wanted.placeholderDatastore, homeOf(found), 'recreate'),
    ...differs('CPUs', hardware.cpus, found.cpus, 'recreate'),
    ...differs('cores per socket', hardware.coresPerSocket, found.coresPerSocket ?? 1, 'recreate'),
    ...differs('memory', `${hardware.memoryMib} MiB`, memoryMib === null ? null : `${memoryMib} MiB`, 'recreate'),
    ...differs('guest', hardware.guestId, found.guestId, 'recreate'),
    ...differs('firmware', hardware.firmware, found.firmware, 'recreate'),
    ...differs('secure boot', yes(hardware.secureBoot), yes(found.secureBoot === true), 'recreate'),
    ...optional('hardware version', hardware.hardwareVersion, found.hardwareVersion),
    ...optional('BIOS UUID', hardware.biosUuid?.toLowerCase() ?? null, found.biosUuid?.toLowerCase() ?? null),
    ...controllers(hardware, found),
    ...nics(hardware, found),
  ]
}

/** What shells are for: nothing starts or moves them but a recovery (failure-modes row 14). */
export function overrideDifferences(
  cluster: { readonly name: string; readonly haEnabled: boolean | null; readonly drsEnabled: boolean | null },
  overrides: { readonly haRestart: string | null; readonly drs: string | null } | null,
): ShellDifference[] {
  return [
    ...(cluster.haEnabled === true
      ? differs('HA restart', 'disabled', overrides?.haRestart ?? 'as the cluster', 'adjust')
      : []),
    ...(cluster.drsEnabled === true ? differs('DRS', 'manual', overrides?.drs ?? 'as the cluster', 'adjust') : []),
  ]
}

/** The NICs of a found shell, as they are to be. Matched by MAC, else by their order. */
export function nicChanges(
  { nics: wanted }: ShellHardware,
  found: VmHardware,
): { readonly key: number; readonly network: MoRef | null; readonly connected: false }[] {
  return found.nics.map((nic, at) => {
    const own = wanted.find(({ mac }) => sameMac(mac, nic.mac)) ?? wanted[at]
    return { key: nic.key, network: own?.network?.moref ?? null, connected: false }
  })
}

function controllers({ controllers: wanted }: ShellHardware, found: VmHardware): ShellDifference[] {
  const there = new Set(found.controllers.map(({ type, bus }) => `${type} ${bus ?? 0}`))
  const missing = wanted.map(({ type, bus }) => `${type} ${bus}`).filter((one) => !there.has(one))
  return missing.map((one) => ({ what: 'controller', wanted: one, found: 'missing', mend: 'recreate' }))
}

function nics({ nics: wanted }: ShellHardware, found: VmHardware): ShellDifference[] {
  const line = (all: readonly { type: string; mac: string | null }[]) =>
    all
      .map(({ type, mac }) => `${type} ${mac?.toLowerCase() ?? ''}`.trim())
      .toSorted()
      .join(', ') || 'none'
  const hasAll = wanted.every(({ mac }) => mac !== null)
  const isSame = hasAll ? line(wanted) === line(found.nics) : wanted.length === found.nics.length
  if (!isSame) return differs('NICs', line(wanted), line(found.nics), 'recreate')
  return found.nics.flatMap((nic, at) => {
    const own = wanted.find(({ mac }) => sameMac(mac, nic.mac)) ?? wanted[at]
    const which = nic.mac ?? String(at + 1)
    return [
      ...differs(`network of NIC ${which}`, own?.network?.name ?? 'none', nic.network ?? 'none', 'adjust'),
      ...differs(
        `NIC ${which}`,
        'not connected',
        found.connectedNics.includes(nic.key) ? 'connected' : 'not connected',
        'adjust',
      ),
    ]
  })
}

function differs(what: string, wanted: string | number, found: string | number | null, mend: Mend): ShellDifference[] {
  if (wanted === found) return []
  return [{ what, wanted: String(wanted), found: found === null ? 'unknown' : String(found), mend }]
}

/** What was left to the vCenter is right whatever it is. */
function optional(what: string, wanted: string | null, found: string | null): ShellDifference[] {
  return wanted === null ? [] : differs(what, wanted, found, 'recreate')
}

function power({ powerState }: VmHardware): string | null {
  return powerState === null ? null : powerState.replace('_', ' ')
}

function sameMac(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a.toLowerCase() === b.toLowerCase()
}

const yes = (is: boolean) => (is ? 'on' : 'off')
