/** Something about a shell that is in the way, or that a person should know. */
export type ShellNotice = {
  readonly code: string
  readonly message: string
  /** What to do about it. */
  readonly hint: string
}

export const notice = (code: string, message: string, hint: string): ShellNotice => ({ code, message, hint })
