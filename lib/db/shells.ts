import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { protectedVms } from '../../drizzle/schema/protected-vms.ts'
import { vms } from '../../drizzle/schema/vms.ts'
import type { DrVm } from '../domain/dr-inventory.ts'
import type { ShellStatus } from '../domain/group-enums.ts'
import { MoRef } from '../domain/inventory.ts'
import type { Db } from './client.ts'
import type { ProtectedVmListRow } from './protected-vms.ts'

/** Those of a group, or the named ones of it; by name. */
export async function listVmsForShells(
  db: Db,
  groupId: string,
  ids: readonly string[] | null,
): Promise<ProtectedVmListRow[]> {
  const rows = await db
    .select({ protectedVm: protectedVms, vm: vms })
    .from(protectedVms)
    .innerJoin(vms, eq(vms.id, protectedVms.vmId))
    .where(
      and(eq(protectedVms.protectionGroupId, groupId), ids === null ? undefined : inArray(protectedVms.id, [...ids])),
    )
    .orderBy(vms.name, protectedVms.id)
  return rows.map(({ protectedVm, vm }) => ({ ...protectedVm, name: vm.name, vm }))
}

/** What may be in a shell's way, of all that a vCenter has. */
export async function listDrVms(db: Db, vcenterId: string): Promise<DrVm[]> {
  const { moref, name, folder, cluster, instanceUuid, biosUuid } = vms
  const rows = await db
    .select({ moref, name, folder, cluster, instanceUuid, biosUuid })
    .from(vms)
    .where(and(eq(vms.vcenterId, vcenterId), isNull(vms.goneAt)))
  return rows.map((row) => ({ ...row, moref: MoRef.parse(row.moref) }))
}

export type ShellChange = {
  readonly drShellStatus: ShellStatus
  readonly drShellMoref?: string | null
  readonly drShellName?: string | null
}

/** What is said of a shell that is made anew or gone for good is over with it. */
export async function updateShell(db: Db, protectedVmId: string, change: ShellChange): Promise<void> {
  const over = change.drShellStatus === 'created' || change.drShellStatus === 'none'
  await db
    .update(protectedVms)
    .set({
      ...change,
      ...(over && { attention: withoutShellNotices }),
      updatedAt: sql`now()`,
    })
    .where(eq(protectedVms.id, protectedVmId))
}

const withoutShellNotices = sql`(
  select coalesce(jsonb_agg(one), '[]'::jsonb) from jsonb_array_elements(${protectedVms.attention}) as one
  where one ->> 'code' not in ('dr_shell_missing', 'dr_shell_changed')
)`

export async function getShellMoref(db: Db, protectedVmId: string): Promise<string | null> {
  const [row] = await db
    .select({ moref: protectedVms.drShellMoref })
    .from(protectedVms)
    .where(eq(protectedVms.id, protectedVmId))
  return row?.moref ?? null
}
