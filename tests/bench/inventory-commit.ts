import { randomUUID } from 'node:crypto'
import type { VsphereDriver } from '../../lib/drivers/vsphere/vsphere-driver.ts'

/**
 * The product's own syncing, from a driver to committed rows; answers how many VMs it committed. Null
 * without a database (see bench-database.ts): then the benchmark measures reading only.
 */
export const commitInventory: ((driver: VsphereDriver) => Promise<number>) | null = process.env['DATABASE_URL']
  ? commit
  : null

async function commit(driver: VsphereDriver): Promise<number> {
  const { closeDb, db } = await import('../../lib/db/client.ts')
  const { insertVcenter } = await import('../../lib/db/vcenter-connections.ts')
  const { dbInventory } = await import('../../lib/workflows/registry.ts')
  const { syncVms } = await import('../../lib/workflows/sync-inventory.ts')
  const id = randomUUID()
  await insertVcenter(db, { id, name: id, driver: 'vsphere', host: 'bench', username: 'bench', sealedPassword: 'none' })
  const { vmsFound } = await syncVms(id, driver, dbInventory(db), new AbortController().signal)
  await closeDb()
  return vmsFound
}
