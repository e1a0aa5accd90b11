import { z } from 'zod'
import { seal } from '../../db/secrets.ts'
import { getVcenter, updateVcenter as change } from '../../db/vcenter-connections.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Id } from '../fields.ts'
import { vcenterFields } from './create-vcenter.ts'
import { vcenterView, type VcenterView } from './vcenter-view.ts'

/** What is left out stays as it is. A new trust anchor replaces the old one. */
export const VcenterChanges = z
  .strictObject(vcenterFields)
  .partial()
  .refine(({ tlsThumbprintSha256, tlsCaPem }) => !(tlsThumbprintSha256 && tlsCaPem), {
    message: 'Give a thumbprint or a CA, not both',
    path: ['tlsThumbprintSha256'],
  })
export const UpdateVcenter = z.object({ id: Id, changes: VcenterChanges })

export async function updateVcenter(ctx: ServiceContext, input: z.input<typeof UpdateVcenter>): Promise<VcenterView> {
  requireRole(ctx, 'admin')
  const { id, changes } = UpdateVcenter.parse(input)
  const { password, tlsThumbprintSha256, tlsCaPem, ...fields } = changes
  const trust =
    tlsThumbprintSha256 !== undefined
      ? { tlsThumbprintSha256, tlsCaPem: null }
      : tlsCaPem !== undefined
        ? { tlsCaPem, tlsThumbprintSha256: null }
        : {}
  const sealed = password && {
    sealedPassword: seal(password, { table: 'vcenter_connections', id, column: 'sealed_password' }),
  }
  return ctx.db.transaction(async (tx) => {
    const before = await getVcenter(tx, id)
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    await change(tx, id, { ...given, ...trust, ...sealed })
    const details = { changed: Object.keys(changes) }
    await audit(ctx, tx, {
      action: 'update_vcenter',
      objectType: 'vcenter',
      objectId: id,
      objectName: before.name,
      details,
    })
    return vcenterView(await getVcenter(tx, id))
  })
}
