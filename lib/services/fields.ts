import { z } from 'zod'

export const Id = z.uuid()
export const ById = z.strictObject({ id: Id })
export type ById = z.infer<typeof ById>

export const Name = z
  .string()
  .trim()
  .min(1, { error: 'Enter something here', abort: true })
  .max(100)
  .regex(/^[^\p{C}]*$/u, 'Control characters are not allowed')

/** A DNS name or IP address, nothing else of a URL. */
export const Host = z
  .string()
  .trim()
  .min(1, { error: 'Enter something here', abort: true })
  .max(253)
  .regex(
    /^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]+)$/,
    'Enter a host name or an IP address',
  )

export const Port = z.number().int().min(1).max(65_535)
export const Username = z
  .string()
  .trim()
  .min(1, { error: 'Enter something here', abort: true })
  .max(200)
  .regex(/^[^\p{C}]*$/u, 'Control characters are not allowed')
export const Password = z.string().min(1, { error: 'Enter something here', abort: true }).max(1000)

/** Given with or without colons, kept as `AA:BB:…`. */
export const Thumbprint = z
  .string()
  .trim()
  .regex(/^([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$|^[0-9A-Fa-f]{64}$/, 'A SHA-256 thumbprint has 64 hexadecimal digits')
  .transform((text) => (text.replaceAll(':', '').toUpperCase().match(/../g) ?? []).join(':'))

export const HostKeySha256 = z
  .string()
  .trim()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, 'Enter it as ssh-keygen shows it: SHA256:…')
  .transform((text) => text.replace(/=$/, ''))

/** Query strings are text; lists all take these. */
export const listQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(2000).optional(),
  q: z
    .string()
    .trim()
    .max(200)
    .optional()
    .transform((text) => text || undefined),
  sort: z
    .string()
    .max(50)
    .regex(/^-?[a-zA-Z_]+$/)
    .transform((field) => field.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()))
    .optional(),
}

export const Flag = z.enum(['true', 'false']).transform((text) => text === 'true')

export const Timestamp = z.iso.datetime()
export const Bytes = z.number().int().nonnegative()

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

export const Accepted = z.object({ jobId: Id })
export type Accepted = z.infer<typeof Accepted>

export const iso = (date: Date): string => date.toISOString()
export const isoOrNull = (date: Date | null): string | null => date?.toISOString() ?? null
