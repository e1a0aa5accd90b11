import { z } from 'zod'
import { getTarget, updateTarget as change, type TargetRow } from '../../db/replication-targets.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Id } from '../fields.ts'
import { sealSignIn } from './create-target.ts'
import { targetFields, withoutPool } from './target-fields.ts'
import { targetView, type TargetView } from './target-view.ts'

/** What is left out stays as it is. */
export const TargetChanges = z
  .strictObject(targetFields)
  .partial()
  .refine(({ privateKey, password }) => !(privateKey && password), {
    message: 'Give a private key or a password, not both',
    path: ['privateKey'],
  })
export const UpdateTarget = z.object({ id: Id, changes: TargetChanges })

export async function updateTarget(ctx: ServiceContext, input: z.input<typeof UpdateTarget>): Promise<TargetView> {
  requireRole(ctx, 'admin')
  const { id, changes } = UpdateTarget.parse(input)
  const { privateKey, password, datasetPrefix, ...fields } = changes
  return ctx.db.transaction(async (tx) => {
    const before = await getTarget(tx, id)
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    const prefix =
      datasetPrefix === undefined ? {} : { datasetPrefix: withoutPool(datasetPrefix, fields.pool ?? before.pool) }
    await change(tx, id, { ...given, ...prefix, ...sealSignIn(id, { privateKey, password }) })
    const after = await getTarget(tx, id)
    // What was seen there was seen of another user, place or host.
    if (whereKeyLies(after) !== whereKeyLies(before)) await change(tx, id, { receiveKeyVerifiedAt: null })
    const details = { changed: Object.keys(changes) }
    await audit(ctx, tx, {
      action: 'update_target',
      objectType: 'target',
      objectId: id,
      objectName: before.name,
      details,
    })
    return targetView(await getTarget(tx, id))
  })
}

function whereKeyLies({ host, port, username, hostKeySha256, pool, datasetPrefix }: TargetRow): string {
  return JSON.stringify([host, port, username, hostKeySha256, pool, datasetPrefix])
}
