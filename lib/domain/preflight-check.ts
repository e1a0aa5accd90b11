import { ZerfauxError } from './errors.ts'

export const preflightOutcomes = ['pass', 'warn', 'block'] as const
export type PreflightOutcome = (typeof preflightOutcomes)[number]

export type PreflightCheck = {
  readonly code: string
  readonly outcome: PreflightOutcome
  readonly message: string
  /** What to do; null where there is nothing to do. */
  readonly hint: string | null
}

export const pass = (code: string, message: string): PreflightCheck => ({ code, outcome: 'pass', message, hint: null })
export const warn = (code: string, message: string, hint: string): PreflightCheck => ({
  code,
  outcome: 'warn',
  message,
  hint,
})
export const block = (code: string, message: string, hint: string | null): PreflightCheck => ({
  code,
  outcome: 'block',
  message,
  hint,
})

export function refused(code: string, { message, hint }: ZerfauxError): PreflightCheck {
  return block(code, message, hint ?? null)
}

/** What a run would refuse, it would refuse in the same words. */
export function unlessRefused(code: string, decide: () => string): PreflightCheck {
  try {
    return pass(code, decide())
  } catch (error) {
    if (error instanceof ZerfauxError) return refused(code, error)
    throw error
  }
}
