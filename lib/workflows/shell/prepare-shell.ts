import type { Db } from '../../db/client.ts'
import { getGroup } from '../../db/protection-groups.ts'
import { updateShell } from '../../db/shells.ts'
import { recoveryOf } from '../../domain/errors.ts'
import type { JournalError } from '../../domain/journal.ts'
import { sidesOf } from '../../domain/mapping-sides.ts'
import type { Equipment } from '../registry.ts'
import type { Sites } from '../sites.ts'
import type { CommonTools } from '../workflow.ts'
import { dbShellStore } from './db-shell-store.ts'
import { planShellNow } from './plan-now.ts'
import type { RemoveShellParams, RemoveShellTools } from './remove.ts'
import type { CreateShellParams, CreateShellTools } from './shell-tools.ts'

const timeLimit = (milliseconds: number) => AbortSignal.timeout(milliseconds)

type Needed = CommonTools & { readonly db: Db; readonly sites: Pick<Sites, 'vcenter'> }

export async function createShellTools(params: CreateShellParams, equipment: Needed): Promise<CreateShellTools> {
  const { db, sites, signal, notice } = equipment
  const vcenter = await sites.vcenter(params.vcenterId)
  const sourceVcenter = async () => {
    const group = await getGroup(db, params.groupId)
    return sites.vcenter(sidesOf(group, group.direction).from)
  }
  return {
    ...equipment,
    vcenter,
    store: dbShellStore(db, params.protectedVmId),
    planNow: () => planShellNow(params, { db, vcenter, sourceVcenter, notice, signal }),
    timeLimit,
  }
}

export async function removeShellTools(params: RemoveShellParams, equipment: Equipment): Promise<RemoveShellTools> {
  const vcenter = await equipment.sites.vcenter(params.vcenterId)
  return { ...equipment, vcenter, store: dbShellStore(equipment.db, params.protectedVmId), timeLimit }
}

/** What passes by itself is no error of the shell's. */
export async function shellFailed(db: Db, { protectedVmId }: CreateShellParams, { code }: JournalError): Promise<void> {
  if (recoveryOf(code) === 'retry') return
  await updateShell(db, protectedVmId, { drShellStatus: 'error' })
}
