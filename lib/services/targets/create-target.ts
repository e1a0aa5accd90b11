import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { getTarget, insertTarget } from '../../db/replication-targets.ts'
import { seal } from '../../db/secrets.ts'
import { makeManagementKey } from '../../drivers/zfs/receive-key.ts'
import { targetDrivers } from '../../domain/group-enums.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { HostKeySha256, Port } from '../fields.ts'
import { newReceiveKey } from './receive-key.ts'
import { targetFields, withoutPool } from './target-fields.ts'
import { targetView, type TargetView } from './target-view.ts'

export const CreateTarget = z
  .strictObject({
    ...targetFields,
    driver: z.enum(targetDrivers),
    port: Port.default(22),
    privateKey: targetFields.privateKey.optional(),
    password: targetFields.password.optional(),
    /** Zerfaux makes the key itself; its public half is shown with the commands that prepare the appliance. */
    makeKey: z.boolean().default(false),
    hostKeySha256: HostKeySha256.optional(),
    datasetPrefix: targetFields.datasetPrefix.optional(),
    nfsAddress: targetFields.nfsAddress.optional(),
    replicationAddress: targetFields.replicationAddress.optional(),
    maxTransfers: targetFields.maxTransfers.default(4),
    maintenance: targetFields.maintenance.default(null),
  })
  .check((check) => {
    const { driver, privateKey, password, makeKey, hostKeySha256 } = check.value
    if (driver === 'simulated') return
    if (!hostKeySha256) {
      check.issues.push({
        code: 'custom',
        message: 'Probe the appliance and give its host key',
        path: ['hostKeySha256'],
        input: check.value,
      })
    }
    const given = [privateKey, password, makeKey].filter(Boolean).length
    if (given !== 1) {
      const message =
        given > 1 ? 'Give one of a private key, a password, or a key made by us' : 'Give a private key or a password'
      check.issues.push({ code: 'custom', message, path: ['privateKey'], input: check.value })
    }
  })

export async function createTarget(ctx: ServiceContext, input: z.input<typeof CreateTarget>): Promise<TargetView> {
  requireRole(ctx, 'admin')
  const {
    privateKey,
    password,
    makeKey,
    hostKeySha256 = 'none (simulated)',
    datasetPrefix,
    ...fields
  } = CreateTarget.parse(input)
  const id = randomUUID()
  return ctx.db.transaction(async (tx) => {
    await insertTarget(tx, {
      id,
      ...fields,
      hostKeySha256,
      datasetPrefix: withoutPool(datasetPrefix, fields.pool),
      ...sealSignIn(id, { privateKey: makeKey ? makeManagementKey() : privateKey, password }),
      ...(fields.driver === 'ssh' ? newReceiveKey(id) : {}),
    })
    await audit(ctx, tx, { action: 'create_target', objectType: 'target', objectId: id, objectName: fields.name })
    return targetView(await getTarget(tx, id))
  })
}

/** Giving one replaces the other; giving none changes nothing. */
export function sealSignIn(
  id: string,
  { privateKey, password }: { privateKey?: string | undefined; password?: string | undefined },
): { sealedPrivateKey?: string | null; sealedPassword?: string | null } {
  const place = (column: string) => ({ table: 'replication_targets', id, column })
  if (privateKey)
    return { sealedPrivateKey: seal(`${privateKey}\n`, place('sealed_private_key')), sealedPassword: null }
  if (password) return { sealedPassword: seal(password, place('sealed_password')), sealedPrivateKey: null }
  return {}
}
