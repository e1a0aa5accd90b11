import type { VsphereDriver } from '../../lib/drivers/vsphere/vsphere-driver.ts'

/**
 * The syncing that the product does, from a driver to committed rows; answers how many VMs it
 * committed. While it is null, the benchmark measures reading only.
 */
export const commitInventory: ((driver: VsphereDriver) => Promise<number>) | null = null
