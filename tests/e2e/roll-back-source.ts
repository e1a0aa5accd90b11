/** Run as a program of its own, with the product's conditions: rolls the demo's Databases back to its second-newest point. */
import { closeDb, db } from '../../lib/db/client.ts'
import { DatasetName, SnapshotName } from '../../lib/domain/zfs-names.ts'
import { rollBack } from '../../lib/drivers/zfs/simulated-faults.ts'
import { simulatedApplianceStore } from '../../lib/workflows/simulated-sites.ts'

const dataset = DatasetName.parse('tank/zerfaux/protected-02')
const store = simulatedApplianceStore(db, 'nas.west.demo', 'tank')
const older = (await store.read()).datasets[dataset]?.snapshots.at(-2)
await rollBack(store, dataset, SnapshotName.parse(older?.name), Date.now())
await closeDb()
