import { z } from 'zod'
import { ZerfauxError } from '../domain/errors.ts'

const Violation = z.object({ code: z.enum(['23505', '23503', '23001', '23514']), constraint: z.string() })

/**
 * Lets constraints decide, not a read before: turns the violation of a constraint named here into
 * `conflict` with the given words. Anything else is a bug and passes through.
 */
export async function refuseUnless<Result>(
  query: PromiseLike<Result>,
  wording: Readonly<Record<string, string>>,
): Promise<Result> {
  try {
    return await query
  } catch (error) {
    const violation =
      Violation.safeParse(error).data ?? Violation.safeParse(error instanceof Error ? error.cause : null).data
    const words = violation && wording[violation.constraint]
    if (!words) throw error
    throw new ZerfauxError('conflict', words, { cause: error })
  }
}
