import { randomUUID } from 'node:crypto'
import type { VsphereDriver } from '../../lib/drivers/vsphere/vsphere-driver.ts'

/** Reads from a driver, and answers how many VMs it committed. */
export type CommitInventory = (driver: VsphereDriver) => Promise<number>

/**
 * The product's own syncing, loaded as a worker has it when a job comes. Null without a database (see
 * bench-database.ts): then the benchmark measures reading only.
 */
export const prepareCommit: (() => Promise<CommitInventory>) | null = process.env['DATABASE_URL'] ? prepare : null

async function prepare(): Promise<CommitInventory> {
  const { closeDb, db } = await import('../../lib/db/client.ts')
  const { insertVcenter } = await import('../../lib/db/vcenter-connections.ts')
  const { dbInventory } = await import('../../lib/workflows/registry.ts')
  const { syncVms } = await import('../../lib/workflows/sync-inventory.ts')
  const id = randomUUID()
  await insertVcenter(db, { id, name: id, driver: 'vsphere', host: 'bench', username: 'bench', sealedPassword: 'none' })
  return async (driver) => {
    const { vmsFound } = await syncVms(id, driver, dbInventory(db), new AbortController().signal)
    await closeDb()
    return vmsFound
  }
}
