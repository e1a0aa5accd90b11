import type { VmDisk } from './inventory.ts'
import type { MoveDatastore, MoveVm } from './move-facts.ts'

export const moveObstacleCodes = [
  'gone',
  'template',
  'raw_device',
  'shared_bus',
  'independent_disk',
  'linked_clone',
  'encrypted',
  'vtpm',
  'snapshots',
  'needs_consolidation',
  'no_space',
  'datastore_unknown',
  'datastore_ambiguous',
  'datastore_inaccessible',
  'datastore_not_mounted',
  'name_clash',
  'unknown_disks',
  'unknown_snapshots',
  'unknown_encryption',
  'unknown_host',
  'unknown_size',
  'unknown_space',
  'unknown_access',
  'unknown_name_clash',
] as const
export type MoveObstacleCode = (typeof moveObstacleCodes)[number]

export type MoveObstacle = {
  readonly code: MoveObstacleCode
  readonly message: string
  /** What to do about it. */
  readonly hint: string
}

type Facts = {
  readonly vm: MoveVm
  readonly required: string
  readonly datastores: readonly MoveDatastore[]
  /** Those of them that the VM's host has. */
  readonly onHost: readonly MoveDatastore[]
}
type Found = { readonly blockers: MoveObstacle[]; readonly warnings: MoveObstacle[] }

/** Why a VM cannot be moved, and what is not known about that. All reasons, not the first alone. */
export function notMovable(facts: Facts): Found {
  const { vm } = facts
  if (vm.gone) return { blockers: [gone(vm)], warnings: [] }
  const blockers = [...ofVm(vm), ...ofDisks(vm), ...ofSnapshots(vm), ...ofDatastore(facts)]
  return { blockers, warnings: unknowns(facts) }
}

const obstacle = (code: MoveObstacleCode, message: string, hint: string): MoveObstacle => ({ code, message, hint })

function gone({ name }: MoveVm): MoveObstacle {
  return obstacle(
    'gone',
    `${name} is no longer in its vCenter`,
    'Sync the vCenter; if it is gone for good, take it out of the group.',
  )
}

function ofVm({ name, isTemplate, isEncrypted, hasVtpm }: MoveVm): MoveObstacle[] {
  const found: MoveObstacle[] = []
  if (isTemplate)
    found.push(
      obstacle('template', `${name} is a template`, 'Convert it to a virtual machine, or take it out of the group.'),
    )
  if (isEncrypted)
    found.push(
      obstacle(
        'encrypted',
        `${name} is encrypted by a key provider; the other site could not open its disks`,
        'Decrypt it with the storage policy “Datastore Default”, then plan again.',
      ),
    )
  if (hasVtpm)
    found.push(
      obstacle(
        'vtpm',
        `${name} has a virtual TPM, whose secrets are encrypted by a key provider of this site`,
        'Suspend BitLocker or what else relies on it, remove the TPM while the VM is off, then plan again.',
      ),
    )
  return found
}

function ofDisks({ name, disks, snapshotCount }: MoveVm): MoveObstacle[] {
  const found: MoveObstacle[] = []
  const raw = disks.filter(({ backing }) => backing === 'raw_device')
  if (raw.length > 0)
    found.push(
      obstacle(
        'raw_device',
        `${named(raw)} of ${name} ${raw.length === 1 ? 'is a raw device' : 'are raw devices'}; their data is not on any datastore`,
        'Convert it to a virtual disk (clone it to a vmdk), or protect that LUN by other means.',
      ),
    )
  const shared = disks.filter((disk) => disk.shared)
  if (shared.length > 0)
    found.push(
      obstacle(
        'shared_bus',
        `${named(shared)} of ${name} may be written to by several VMs`,
        'A cluster’s shared disks cannot be moved under it. Take it out of the group, or move the cluster to storage of its own.',
      ),
    )
  const independent = disks.filter(({ mode }) => mode?.startsWith('independent'))
  if (independent.length > 0)
    found.push(
      obstacle(
        'independent_disk',
        `${named(independent)} of ${name} ${independent.length === 1 ? 'is' : 'are'} independent, so snapshots leave ${independent.length === 1 ? 'it' : 'them'} out`,
        'Power it off and make the disk dependent (mode “persistent”), or take the VM out of the group.',
      ),
    )
  const linked = snapshotCount === 0 ? disks.filter(({ hasParent }) => hasParent) : []
  if (linked.length > 0)
    found.push(
      obstacle(
        'linked_clone',
        `${named(linked)} of ${name} build${linked.length === 1 ? 's' : ''} on a disk of another VM, though it has no snapshot`,
        'Consolidate its disks if the vCenter offers it; a linked clone has to be cloned to a full one first.',
      ),
    )
  return found
}

function ofSnapshots({ name, snapshotCount, needsConsolidation }: MoveVm): MoveObstacle[] {
  if (snapshotCount !== null && snapshotCount > 0) {
    const count = `${snapshotCount} snapshot${snapshotCount === 1 ? '' : 's'}`
    return [
      obstacle(
        'snapshots',
        `${name} has ${count}`,
        'Remove them in the vSphere client (“Delete all”), then plan again.',
      ),
    ]
  }
  if (!needsConsolidation) return []
  return [
    obstacle(
      'needs_consolidation',
      `Removed snapshots of ${name} have left disks behind`,
      'Consolidate its disks in the vSphere client (Snapshots → Consolidate), then plan again.',
    ),
  ]
}

function ofDatastore({ vm, required, datastores, onHost }: Facts): MoveObstacle[] {
  if (datastores.length === 0)
    return [
      obstacle(
        'datastore_unknown',
        `The vCenter has no datastore ${required}`,
        'Mount the group’s dataset over NFS under that name on every host, then sync the vCenter.',
      ),
    ]
  if (onHost.length === 0)
    return [
      obstacle(
        'datastore_not_mounted',
        `The host of ${vm.name} has not mounted ${required}`,
        'Mount it on that host too, under the same name, then sync the vCenter; or move the VM to a host that has it.',
      ),
    ]
  if (onHost.length > 1)
    return [
      obstacle(
        'datastore_ambiguous',
        `${onHost.length} datastores are called ${required}`,
        'Give the group’s datastore a name of its own in the vCenter, then sync it and change the group.',
      ),
    ]
  if (onHost[0]?.accessible === false)
    return [
      obstacle(
        'datastore_inaccessible',
        `${required} is not accessible, says the vCenter`,
        'Look at the appliance, its export and the network to the hosts.',
      ),
    ]
  return []
}

function unknowns({ vm, required, onHost }: Facts): MoveObstacle[] {
  const found: MoveObstacle[] = []
  const ask = 'The job looks at it again before it begins; sync the vCenter to know it now.'
  const blind = vm.disks.filter(({ backing, datastore }) => backing === null || datastore === null)
  if (blind.length > 0)
    found.push(obstacle('unknown_disks', `What ${named(blind)} of ${vm.name} is made of is not known`, ask))
  if (vm.snapshotCount === null)
    found.push(obstacle('unknown_snapshots', `Whether ${vm.name} has snapshots is not known`, ask))
  if (vm.isEncrypted === null || vm.hasVtpm === null)
    found.push(obstacle('unknown_encryption', `Whether ${vm.name} is encrypted or has a TPM is not known`, ask))
  if (vm.hostMoref === null)
    found.push(
      obstacle('unknown_host', `Which host ${vm.name} is on is not known, nor whether that has ${required}`, ask),
    )
  if (onHost[0]?.accessible === null)
    found.push(obstacle('unknown_access', `Whether ${required} is accessible is not known`, ask))
  return found
}

/** `Hard disk 2`, as the vSphere client counts them, would be a guess: the file is certain. */
function named(disks: readonly VmDisk[]): string {
  const names = disks.slice(0, 3).map(({ path, key }) => path ?? `disk ${key}`)
  return disks.length > 3 ? `${names.join(', ')} and ${disks.length - 3} more` : names.join(', ')
}
