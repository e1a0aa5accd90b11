import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetName } from '../../domain/zfs-names.ts'
import type { DatasetState } from '../../domain/zfs-state.ts'
import { observeCommand } from './observe-script.ts'
import { parseSightings, type Sighting } from './parse-dataset-state.ts'
import type { CommandResult, SshAppliance } from './ssh-appliance.ts'
import { zfsError } from './zfs-errors.ts'

// Linux takes no argument over 128 KiB, and the command line is one.
const MAX_NAMES = 80_000
const LOOKS = 3

/**
 * The states of some datasets, absent ones as null. One round trip; what changed while it was being
 * listed is read again, alone.
 *
 * @param seen what a script printed that has looked at them already
 * @throws ZerfauxError `unreachable` for a pool that is not imported, as after a power cut
 */
export async function readDatasets(
  appliance: SshAppliance,
  name: string,
  datasets: readonly DatasetName[],
  seen: CommandResult | null = null,
): Promise<Map<DatasetName, DatasetState | null>> {
  const states = new Map<DatasetName, DatasetState | null>()
  for (const some of seen === null ? inParts(datasets) : [datasets]) {
    const { stdout, stderr } = seen ?? (await appliance.run(observeCommand(some)))
    for (const [dataset, sighting] of parseSightings(some, stdout, stderr))
      states.set(dataset, await settle(appliance, name, dataset, sighting))
  }
  return states
}

async function settle(
  appliance: SshAppliance,
  name: string,
  dataset: DatasetName,
  first: Sighting,
): Promise<DatasetState | null> {
  let sighting: Sighting | undefined = first
  for (let look = 1; sighting?.is === 'torn' && look < LOOKS; look++) {
    const { stdout, stderr } = await appliance.run(observeCommand([dataset]))
    sighting = parseSightings([dataset], stdout, stderr).get(dataset)
  }
  switch (sighting?.is) {
    case 'there':
      return sighting.state
    case 'absent':
      return null
    case 'pool_missing':
      throw poolMissing(dataset, name)
    case 'refused':
      throw zfsError(`read ${dataset} on ${name}`, sighting.said)
    default:
      throw new ZerfauxError('busy', `Could not read ${dataset} on ${name}: it changes while it is being read`)
  }
}

function inParts(datasets: readonly DatasetName[]): DatasetName[][] {
  const parts: DatasetName[][] = []
  let length = MAX_NAMES
  for (const dataset of datasets) {
    length += dataset.length + 1
    if (length > MAX_NAMES) parts.push([])
    if (length > MAX_NAMES) length = dataset.length
    parts.at(-1)?.push(dataset)
  }
  return parts
}

export function poolMissing(dataset: DatasetName, name: string): ZerfauxError {
  const pool = dataset.replace(/\/.*/, '')
  return new ZerfauxError('unreachable', `Could not read ${dataset} on ${name}: its pool ${pool} is not imported`, {
    hint: `Wait until the appliance has started, or import the pool there: zpool import ${pool}`,
  })
}
