import { z } from 'zod'
import { errorCodes } from './errors.ts'

export const JournalError = z.object({
  code: z.enum([...errorCodes, 'bug']),
  message: z.string(),
  hint: z.string().optional(),
})
export type JournalError = z.infer<typeof JournalError>

export const journalEvents = ['started', 'done', 'failed', 'noticed', 'undo_started', 'undone', 'undo_failed'] as const

/** One thing that happened to one step. Appended, never changed. `noticed`: the step goes on, a person should know. */
export const JournalEntry = z.object({
  step: z.string(),
  event: z.enum(journalEvents),
  at: z.iso.datetime(),
  error: JournalError.optional(),
})
export type JournalEntry = z.infer<typeof JournalEntry>
