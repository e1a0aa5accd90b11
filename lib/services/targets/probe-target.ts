import { z } from 'zod'
import { probeSshHost } from '../../drivers/zfs/probe-ssh-host.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Host, Port } from '../fields.ts'

export const ProbeTarget = z.strictObject({ host: Host, port: Port.default(22) })
export const TargetProbe = z.object({ hostKeys: z.array(z.object({ type: z.string(), sha256: z.string() })) })

/** The host keys that an operator compares before trusting. Sends no credentials, stores nothing. */
export async function probeTarget(
  ctx: ServiceContext,
  input: z.input<typeof ProbeTarget>,
): Promise<z.infer<typeof TargetProbe>> {
  requireRole(ctx, 'admin')
  const { hostKeys } = await probeSshHost(ProbeTarget.parse(input))
  return { hostKeys: hostKeys.map(({ type, sha256 }) => ({ type, sha256 })) }
}
