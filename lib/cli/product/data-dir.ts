import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { dataDirPaths } from '../../config/data-dir.ts'
import { makeKeyFile } from '../../config/key-file.ts'
import { POSTGRES_MAJOR } from '../../db/embedded-postgres-binaries.ts'
import { ZerfauxError } from '../../domain/errors.ts'

/** Raised when what lies in the directory changes in a way that older versions cannot read. */
const FORMAT = 1

const Version = z.object({ format: z.number().int(), postgres: z.number().int() })

/**
 * Makes the directory at the first start, with its keys; afterwards checks that it is ours to open.
 * The keys are never made again: without them the sealed credentials of sites are lost.
 */
export function openDataDir(dataDir: string): void {
  const { version } = dataDirPaths(dataDir)
  if (existsSync(version)) return checkVersion(dataDir, readFileSync(version, 'utf8'))
  if (existsSync(dataDir) && readdirSync(dataDir).some((name) => !OWN_NAMES.has(name))) {
    throw new ZerfauxError('precondition_failed', `${dataDir} holds other files and is no data directory of Zerfaux`, {
      hint: 'Choose an empty or new directory with ZERFAUX_DATA_DIR.',
    })
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
}

/** Completes a directory that has just been locked. Does nothing from the second start on. */
export function fillDataDir(dataDir: string): void {
  const paths = dataDirPaths(dataDir)
  if (existsSync(paths.version)) return
  mkdirSync(paths.logs, { recursive: true, mode: 0o700 })
  makeKeyFile(paths.secretKey)
  makeKeyFile(paths.jwtSecret)
  writeFileSync(paths.version, `${JSON.stringify({ format: FORMAT, postgres: POSTGRES_MAJOR })}\n`)
}

/** What an interrupted first start may have left, and directories of other tools that keep to themselves. */
const OWN_NAMES = new Set([
  'launcher.lock',
  'logs',
  'run',
  'secret.key',
  'jwt.secret',
  'postgres',
  'postgres.new',
  'lab',
  'lab-demo',
])

export function checkVersion(dataDir: string, text: string): void {
  const parsed = Version.safeParse(tryJson(text))
  if (!parsed.success) {
    throw new ZerfauxError('precondition_failed', `${dataDir}/VERSION is damaged`, {
      hint: `It should read {"format":${FORMAT},"postgres":${POSTGRES_MAJOR}}. Restore the directory from a backup.`,
    })
  }
  const { format, postgres } = parsed.data
  if (format === FORMAT && postgres === POSTGRES_MAJOR) return
  throw new ZerfauxError(
    'precondition_failed',
    `${dataDir} is of another version: format ${format} with Postgres ${postgres}, this is format ${FORMAT} with Postgres ${POSTGRES_MAJOR}`,
    { hint: 'Start the Zerfaux that made it, or choose another directory with ZERFAUX_DATA_DIR.' },
  )
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
