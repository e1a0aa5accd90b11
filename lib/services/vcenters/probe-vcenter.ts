import { z } from 'zod'
import { probeVcenter as probe } from '../../drivers/vsphere/probe-vcenter.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Host, iso, Port, Timestamp } from '../fields.ts'

export const ProbeVcenter = z.strictObject({ host: Host, port: Port.default(443) })
export const VcenterProbe = z.object({
  tlsThumbprintSha256: z.string(),
  subject: z.string(),
  validUntil: Timestamp,
  about: z.object({ name: z.string(), version: z.string(), build: z.string(), instanceUuid: z.string() }),
})

/** What an operator compares before trusting. Sends no credentials, stores nothing. */
export async function probeVcenter(
  ctx: ServiceContext,
  input: z.input<typeof ProbeVcenter>,
): Promise<z.infer<typeof VcenterProbe>> {
  requireRole(ctx, 'admin')
  const { about, validUntil, ...certificate } = await probe(ProbeVcenter.parse(input))
  const { name, version, build, instanceUuid } = about
  return { ...certificate, validUntil: iso(validUntil), about: { name, version, build, instanceUuid } }
}
