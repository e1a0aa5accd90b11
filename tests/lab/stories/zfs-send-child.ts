// A process of its own that sends, so that a test can kill it in mid-transfer. Takes the rig's names as JSON.
import { DatasetName, Guid, SnapshotName } from '../../../lib/domain/zfs-names.ts'
import { SshZfsDriver } from '../../../lib/drivers/zfs/ssh-zfs-driver.ts'
import { directly } from '../../../lib/drivers/zfs/zfs-driver.ts'
import { labAppliance } from '../lab.ts'
import { labSite } from './lab-site.ts'

const [dataset = '', replica = '', name = '', guid = '', transferId = ''] = process.argv.slice(2)
const source = new SshZfsDriver(labSite(labAppliance('a').info(), 'a'))
const target = new SshZfsDriver(labSite(labAppliance('b').info(), 'b'))
await source.send(
  DatasetName.parse(dataset),
  { kind: 'send', from: null, to: { name: SnapshotName.parse(name), guid: Guid.parse(guid) } },
  { appliance: target, dataset: DatasetName.parse(replica), transferId, way: directly },
  { signal: new AbortController().signal, onBytes: (bytes) => console.log(bytes), stallSeconds: 60 },
)
