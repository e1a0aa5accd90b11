import { z } from 'zod'
import { getTarget, updateTarget } from '../../db/replication-targets.ts'
import {
  isPrepared,
  isReceiveKeyVerified,
  judgeOnboarding,
  onboardingOutcomes,
  signInMissing,
} from '../../domain/appliance-onboarding.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { DOOR_VERSION } from '../../drivers/zfs/receive-door-script.ts'
import { baseOf } from '../../workflows/check-appliance.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Id } from '../fields.ts'
import { OnboardingRoleField } from './onboarding.ts'

export const CheckOnboarding = z.strictObject({ role: OnboardingRoleField })
const Input = CheckOnboarding.extend({ id: Id })

export const OnboardingResult = z.object({
  prepared: z.boolean().meta({ description: 'Nothing that the role needs is missing; advice does not count' }),
  checks: z.array(
    z.object({
      code: z.string(),
      title: z.string(),
      outcome: z.enum(onboardingOutcomes),
      found: z.string(),
      hint: z.string().nullable(),
    }),
  ),
})
export type OnboardingResult = z.infer<typeof OnboardingResult>

/** Looks at the appliance now. That it cannot be signed in to is a result, not a failure: it may not be prepared yet. */
export async function checkOnboarding(
  ctx: ServiceContext,
  input: z.input<typeof CheckOnboarding> & { id: string },
): Promise<OnboardingResult> {
  requireRole(ctx, 'operator')
  const { id, role } = Input.parse(input)
  const row = await getTarget(ctx.db, id)
  try {
    const facts = await ctx.sites.applianceOf(row).onboarding(role, baseOf(row))
    const checks = judgeOnboarding(role, facts, DOOR_VERSION)
    // What a source needs says nothing about the receive key.
    if (role !== 'source' && row.receivePublicKey !== null)
      await updateTarget(ctx.db, id, {
        receiveKeyVerifiedAt: isReceiveKeyVerified(facts, DOOR_VERSION) ? ctx.now : null,
      })
    return { prepared: isPrepared(checks), checks }
  } catch (error) {
    if (!(error instanceof ZerfauxError) || !notThereYet.has(error.code)) throw error
    return { prepared: false, checks: signInMissing(error.message, error.hint) }
  }
}

const notThereYet: ReadonlySet<string> = new Set(['unreachable', 'sign_in_refused', 'identity_changed'])
