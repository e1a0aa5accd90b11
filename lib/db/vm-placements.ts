import { and, eq, sql } from 'drizzle-orm'
import { protectedVms } from '../../drizzle/schema/protected-vms.ts'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { vms } from '../../drizzle/schema/vms.ts'
import { withoutAttention } from '../domain/protected-vm-attention.ts'
import type { VmHardware } from '../domain/vm-hardware.ts'
import { liesWhollyOn, onlyDatastore } from '../domain/vm-placement.ts'
import type { Db } from './client.ts'

/** What a job read of a VM at this moment; the next sync confirms it. */
export async function recordPlacement(
  db: Db,
  {
    protectedVmId,
    vmId,
    datastore,
  }: { readonly protectedVmId: string; readonly vmId: string; readonly datastore: string },
  hardware: VmHardware,
  whole: boolean,
): Promise<void> {
  const { disks, vmxPath, datastores, snapshotCount } = hardware
  await db.transaction(async (tx) => {
    await tx.update(vms).set({ disks, vmxPath, datastores, snapshotCount }).where(eq(vms.id, vmId))
    const own = and(eq(protectedVms.id, protectedVmId), eq(protectedVms.vmId, vmId))
    await tx.select({ id: protectedVms.id }).from(protectedVms).where(own).for('update')
    const [row] = await tx
      .select({ attention: protectedVms.attention, required: protectionGroups.protectionDatastore })
      .from(protectedVms)
      .innerJoin(protectionGroups, eq(protectionGroups.id, protectedVms.protectionGroupId))
      .where(own)
    if (!row) return
    // The group may have another datastore by now.
    const inProtectionDatastore = whole && row.required === datastore
    await tx
      .update(protectedVms)
      .set({
        currentDatastore: onlyDatastore(hardware),
        inProtectionDatastore,
        diskLayout: disks,
        ...(inProtectionDatastore && { attention: withoutAttention(row.attention, 'moved_away') }),
        updatedAt: sql`now()`,
      })
      .where(eq(protectedVms.id, protectedVmId))
  })
}

/** After the group was given another datastore: nobody moved its VMs away from that. */
export async function judgePlacementsAnew(db: Db, groupId: string, required: string): Promise<void> {
  const ofGroup = eq(protectedVms.protectionGroupId, groupId)
  await db.select({ id: protectedVms.id }).from(protectedVms).where(ofGroup).orderBy(protectedVms.id).for('update')
  const rows = await db
    .select({ id: protectedVms.id, attention: protectedVms.attention, vm: vms })
    .from(protectedVms)
    .innerJoin(vms, eq(vms.id, protectedVms.vmId))
    .where(ofGroup)
  for (const { id, attention, vm } of rows) {
    await db
      .update(protectedVms)
      .set({
        inProtectionDatastore: vm.goneAt === null && liesWhollyOn(vm, required),
        attention: withoutAttention(attention, 'moved_away'),
      })
      .where(eq(protectedVms.id, id))
  }
}
