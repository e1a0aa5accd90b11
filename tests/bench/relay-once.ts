// One relay in a process of its own, as a worker runs, so that its memory is its own. Prints what it took as JSON.
import { DatasetName, SnapshotName } from '../../lib/domain/zfs-names.ts'
import { SshZfsDriver } from '../../lib/drivers/zfs/ssh-zfs-driver.ts'
import { labAppliance } from '../lab/lab.ts'
import { labSite } from '../lab/stories/lab-site.ts'

const [dataset, replica] = [DatasetName.parse(process.argv[2]), DatasetName.parse(process.argv[3])]
const name = SnapshotName.parse(process.argv[4])
const source = new SshZfsDriver(labSite(labAppliance('a').info(), 'a'))
const target = new SshZfsDriver(labSite(labAppliance('b').info(), 'b'))
// As in a job: both sides have been looked at. The connections for the stream are made within the time.
const [seen] = await Promise.all([source.observe(dataset), target.observe(replica)])
const to = seen?.snapshots.find((snapshot) => snapshot.name === name)
if (!to) throw new Error(`${dataset}@${name} is not there`)

const before = process.memoryUsage().rss
let [rss, buffers] = [before, 0]
const look = setInterval(() => {
  const now = process.memoryUsage()
  rss = Math.max(rss, now.rss)
  buffers = Math.max(buffers, now.arrayBuffers)
}, 10)
const started = performance.now()
await source.send(
  dataset,
  { kind: 'send', from: null, to },
  { appliance: target, dataset: replica, transferId: 'bench', way: { transport: 'relay', compression: 'blocks' } },
  { signal: new AbortController().signal, onBytes: () => {}, stallSeconds: 60 },
)
const seconds = (performance.now() - started) / 1000
clearInterval(look)
console.log(JSON.stringify({ seconds, before, rss, buffers }))
await Promise.all([source.close(), target.close()])
