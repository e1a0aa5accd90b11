import { getTarget, updateTarget } from '../../db/replication-targets.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import { newReceiveKey } from './receive-key.ts'
import { targetView, type TargetView } from './target-view.ts'

/** A new key in place of the old one, which is forgotten here; direct transfers wait until the appliance knows it. */
export async function renewReceiveKey(ctx: ServiceContext, input: ById): Promise<TargetView> {
  requireRole(ctx, 'admin')
  const { id } = ById.parse(input)
  return ctx.db.transaction(async (tx) => {
    const { driver, name } = await getTarget(tx, id)
    if (driver !== 'ssh')
      throw new ZerfauxError('precondition_failed', `${name} is simulated: nobody signs in there with a key`)
    await updateTarget(tx, id, newReceiveKey(id))
    await audit(ctx, tx, { action: 'renew_receive_key', objectType: 'target', objectId: id, objectName: name })
    return targetView(await getTarget(tx, id))
  })
}
