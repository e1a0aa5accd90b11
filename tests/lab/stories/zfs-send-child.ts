// A process of its own that sends, so that a test can kill it in mid-transfer. Prints the bytes so far.
import { DatasetName, Guid, SnapshotName } from '../../../lib/domain/zfs-names.ts'
import { SshZfsDriver } from '../../../lib/drivers/zfs/ssh-zfs-driver.ts'
import { labAppliance } from '../lab.ts'
import { labSite } from './lab-site.ts'

const [dataset = '', replica = '', name = '', guid = '', transferId = '', transport = '', limit = '', token = ''] =
  process.argv.slice(2)
const source = new SshZfsDriver(labSite(labAppliance('a').info(), 'a'))
const target = new SshZfsDriver(labSite(labAppliance('b').info(), 'b'))
const to = { name: SnapshotName.parse(name), guid: Guid.parse(guid) }

await source.send(
  DatasetName.parse(dataset),
  token ? { kind: 'resume', token, to } : { kind: 'send', from: null, to },
  {
    appliance: target,
    dataset: DatasetName.parse(replica),
    transferId,
    way: { transport: transport === 'relay' ? 'relay' : 'direct', compression: 'blocks' },
  },
  {
    signal: new AbortController().signal,
    onBytes: (bytes) => console.log(bytes),
    stallSeconds: 60,
    allowedBytesPerSecond: async () => (limit ? Number(limit) : null),
  },
)
await Promise.all([source.close(), target.close()])
