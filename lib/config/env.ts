import 'server-only'
import { resolve } from 'node:path'
import { z } from 'zod'
import { ConfigError } from './config-error.ts'
import { embeddedDatabaseUrl } from './data-dir.ts'

const filled = z.string().min(1)
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())

const Variables = z
  .object({
    NODE_ENV: z.string().default('development'),
    /** Everything this installation keeps outside the database; the embedded database too. */
    ZERFAUX_DATA_DIR: filled.default('.zerfaux').transform((path) => resolve(path)),
    PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
    /** The address to listen on. Loopback unless widened on purpose. */
    ZERFAUX_HOST: filled.default('127.0.0.1'),
    /** What browsers use, when a reverse proxy stands in front. */
    ZERFAUX_PUBLIC_URL: optional(z.url({ protocol: /^https?$/ })),
    ZERFAUX_ADMIN_EMAIL: z.email().default('admin@zerfaux.local'),
    ZERFAUX_ADMIN_PASSWORD: optional(z.string().min(10)),
    /** 32 bytes, base64 or hex. Without it the key file of the data directory is used. */
    ZERFAUX_SECRET_KEY: optional(filled),
    ZERFAUX_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(16).default(4),
    DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })),
    SUPABASE_URL: optional(z.url({ protocol: /^https?$/ })),
    SUPABASE_ANON_KEY: optional(filled),
    SUPABASE_SERVICE_ROLE_KEY: optional(filled),
  })
  .transform((variables, context) => ({
    ...variables,
    DATABASE_URL: variables.DATABASE_URL ?? embeddedDatabaseUrl(variables.ZERFAUX_DATA_DIR),
    /** Embedded means: the launcher runs Postgres, and the web process plays Supabase Auth. */
    mode: modeOf(variables, context),
  }))

export type Env = z.infer<typeof Variables>
export type Mode = { kind: 'embedded' } | { kind: 'supabase'; url: string; anonKey: string; serviceRoleKey: string }

/** @throws ConfigError naming every variable that is missing or wrong, one per line, and never a value. */
export function readEnv(variables: Record<string, string | undefined>): Env {
  const parsed = Variables.safeParse(variables)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new ConfigError(`The environment is not right.\n${lines.join('\n')}`)
}

/** The only reader of process.env in the product. Read once, when a process starts. */
export const env: Env = readEnv(process.env)

type Connection = Partial<
  Record<'DATABASE_URL' | 'SUPABASE_URL' | 'SUPABASE_ANON_KEY' | 'SUPABASE_SERVICE_ROLE_KEY', string | undefined>
>

function modeOf(variables: Connection, context: z.core.$RefinementCtx): Mode {
  const { SUPABASE_URL: url, SUPABASE_ANON_KEY: anonKey, SUPABASE_SERVICE_ROLE_KEY: serviceRoleKey } = variables
  if (!url && !anonKey && !serviceRoleKey) return { kind: 'embedded' }
  for (const name of ['DATABASE_URL', 'SUPABASE_URL', 'SUPABASE_ANON_KEY', 'SUPABASE_SERVICE_ROLE_KEY'] as const) {
    if (!variables[name]) {
      context.addIssue({ code: 'custom', path: [name], message: 'is missing, while other Supabase settings are there' })
    }
  }
  return { kind: 'supabase', url: url ?? '', anonKey: anonKey ?? '', serviceRoleKey: serviceRoleKey ?? '' }
}
