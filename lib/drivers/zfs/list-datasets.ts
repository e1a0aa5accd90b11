import { DatasetName, Guid } from '../../domain/zfs-names.ts'
import type { ListedDataset } from '../../domain/zfs-state.ts'
import { orNull } from './parse-dataset-state.ts'
import { poolMissing } from './read-datasets.ts'
import { remoteScript } from './remote-script.ts'
import type { SshAppliance } from './ssh-appliance.ts'
import { zfsError } from './zfs-errors.ts'

const COLUMNS = 'name,guid,used,origin,zfx:group,zfx:role,zfx:kept-since'

/** Exit status for a pool that is not imported: ZFS says the same of it as of an absent dataset. */
const POOL_MISSING = 9

const LIST_SCRIPT = `
zfs list -Ho name "\${1%%/*}" >/dev/null 2>&1 || exit ${POOL_MISSING}
zfs list -Ho name "$1" >/dev/null 2>&1 || exit 0
zfs list -Hp -t filesystem -d 1 -o ${COLUMNS} "$1"
`

export async function listBelow(
  appliance: SshAppliance,
  name: string,
  parent: DatasetName,
): Promise<readonly ListedDataset[]> {
  const { exitCode, stdout, stderr } = await appliance.run(listBelowCommand(parent))
  if (exitCode === POOL_MISSING) throw poolMissing(parent, name)
  if (exitCode !== 0) throw zfsError(`list what is below ${parent} on ${name}`, stderr || stdout, exitCode)
  return parseListing(parent, stdout)
}

export function listBelowCommand(parent: DatasetName): string {
  return remoteScript('sh', 'zfx-list', LIST_SCRIPT, [parent])
}

/** Datasets whose names we could not say to a shell are left out: Zerfaux never made them. */
function parseListing(parent: DatasetName, stdout: string): ListedDataset[] {
  return stdout.split('\n').flatMap((line) => {
    const [name = '', guid = '', used, origin, group, role, keptSince] = line.split('\t')
    const dataset = DatasetName.safeParse(name)
    if (!dataset.success || !name.startsWith(`${parent}/`)) return []
    return [
      {
        dataset: dataset.data,
        guid: Guid.parse(guid),
        used: Number(used),
        origin: orNull(origin),
        group: orNull(group),
        role: orNull(role),
        keptSince: orNull(keptSince),
      },
    ]
  })
}
