import { z } from 'zod'
import { getTarget, type TargetRow } from '../../db/replication-targets.ts'
import { open } from '../../db/secrets.ts'
import { onboardingRoles } from '../../domain/appliance-onboarding.ts'
import { onboardingCommands } from '../../drivers/zfs/onboarding-commands.ts'
import { publicKeyOf } from '../../drivers/zfs/ssh-sign-in.ts'
import { baseOf } from '../../workflows/check-appliance.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Id } from '../fields.ts'

export const OnboardingRoleField = z.enum(onboardingRoles).default('both')
export const GetOnboarding = z.strictObject({ role: OnboardingRoleField })
const Input = GetOnboarding.extend({ id: Id })

export const Onboarding = z.object({
  role: z.enum(onboardingRoles),
  user: z.string(),
  base: z.string().meta({ description: 'The dataset below which everything happens' }),
  commands: z.string().meta({ description: 'For root, on a Debian host with OpenZFS' }),
  managementPublicKey: z.string().nullable(),
  receivePublicKey: z.string().nullable(),
  receiveKeyVerifiedAt: z.iso.datetime().nullable(),
})
export type Onboarding = z.infer<typeof Onboarding>

/** What root runs on the appliance, and the public halves of the keys that it is told of. Asks nobody. */
export async function getOnboarding(
  ctx: ServiceContext,
  input: z.input<typeof GetOnboarding> & { id: string },
): Promise<Onboarding> {
  requireRole(ctx, 'viewer')
  const { id, role } = Input.parse(input)
  const row = await getTarget(ctx.db, id)
  const base = baseOf(row)
  const managementPublicKey = managementKeyOf(row)
  const commands = onboardingCommands({
    role,
    user: row.username,
    base,
    managementKey: managementPublicKey,
    receiveKey: row.receivePublicKey,
  })
  const { receivePublicKey, receiveKeyVerifiedAt } = row
  return {
    role,
    user: row.username,
    base,
    commands,
    managementPublicKey,
    receivePublicKey,
    receiveKeyVerifiedAt: receiveKeyVerifiedAt?.toISOString() ?? null,
  }
}

function managementKeyOf({ id, sealedPrivateKey }: TargetRow): string | null {
  if (sealedPrivateKey === null) return null
  return publicKeyOf(open(sealedPrivateKey, { table: 'replication_targets', id, column: 'sealed_private_key' }))
}
