import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { seal } from '../../db/secrets.ts'
import { getVcenter, insertVcenter } from '../../db/vcenter-connections.ts'
import { vcenterDrivers } from '../../domain/group-enums.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Host, Name, Password, Port, Thumbprint, Username } from '../fields.ts'
import { CaPem } from './ca-pem.ts'
import { vcenterView, type VcenterView } from './vcenter-view.ts'

export const vcenterFields = {
  name: Name,
  host: Host,
  port: Port,
  username: Username,
  password: Password,
  tlsThumbprintSha256: Thumbprint,
  tlsCaPem: CaPem,
}

/** A real vCenter is trusted by exactly one of the two: its own certificate, or the CA that signed it. */
export const CreateVcenter = z
  .strictObject({
    ...vcenterFields,
    driver: z.enum(vcenterDrivers),
    port: Port.default(443),
    tlsThumbprintSha256: Thumbprint.optional(),
    tlsCaPem: CaPem.optional(),
  })
  .check((check) => {
    const { driver, tlsThumbprintSha256, tlsCaPem } = check.value
    const given = [tlsThumbprintSha256, tlsCaPem].filter((value) => value !== undefined).length
    if (driver === 'simulated' || given === 1) return
    const message =
      given === 0 ? 'Probe the vCenter and give its thumbprint, or give a CA' : 'Give a thumbprint or a CA, not both'
    check.issues.push({ code: 'custom', message, path: ['tlsThumbprintSha256'], input: check.value })
  })

export async function createVcenter(ctx: ServiceContext, input: z.input<typeof CreateVcenter>): Promise<VcenterView> {
  requireRole(ctx, 'admin')
  const { password, tlsThumbprintSha256 = null, tlsCaPem = null, ...fields } = CreateVcenter.parse(input)
  const id = randomUUID()
  const sealedPassword = seal(password, { table: 'vcenter_connections', id, column: 'sealed_password' })
  return ctx.db.transaction(async (tx) => {
    await insertVcenter(tx, { id, ...fields, sealedPassword, tlsThumbprintSha256, tlsCaPem })
    await audit(ctx, tx, { action: 'create_vcenter', objectType: 'vcenter', objectId: id, objectName: fields.name })
    return vcenterView(await getVcenter(tx, id))
  })
}
