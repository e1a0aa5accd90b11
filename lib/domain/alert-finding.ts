import type { AlertKind, AlertSeverity } from './alert.ts'

/** Something that a person should know, as one look at the stored facts shows it. */
export type Finding = {
  readonly kind: AlertKind
  readonly severity: AlertSeverity
  /** What makes two findings the same alert: the object and what is wrong with it, never how bad it is. */
  readonly fingerprint: string
  /** The object's name. */
  readonly subject: string
  readonly message: string
  readonly hint: string | null
  readonly groupId: string | null
  readonly targetId: string | null
  readonly jobId: string | null
  readonly recoveryPointId: string | null
  readonly facts: Readonly<Record<string, unknown>>
}

type Object = Partial<Pick<Finding, 'groupId' | 'targetId' | 'jobId' | 'recoveryPointId'>>

export function finding(
  words: Omit<Finding, 'groupId' | 'targetId' | 'jobId' | 'recoveryPointId' | 'facts'> &
    Object & { facts?: Readonly<Record<string, unknown>> },
): Finding {
  return { groupId: null, targetId: null, jobId: null, recoveryPointId: null, facts: {}, ...words }
}

/**
 * What a look at the facts comes to. An alert whose fingerprint begins with one of `unknown` is neither
 * confirmed nor over: nobody has looked there.
 */
export type Judgement = { readonly findings: readonly Finding[]; readonly unknown: readonly string[] }
