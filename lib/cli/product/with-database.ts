import { setTimeout as sleep } from 'node:timers/promises'
import { existsSync } from 'node:fs'
import { dataDirPaths } from '../../config/data-dir.ts'
import { env } from '../../config/env.ts'
import { closeDb } from '../../db/client.ts'
import { startEmbeddedPostgres } from '../../db/embedded-postgres.ts'
import { runningPostmaster } from '../../db/embedded-postgres-pid.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { openDataDir } from './data-dir.ts'
import { lockDataDir, lockHolder } from './data-dir-lock.ts'

const STARTING_MS = 30_000

/**
 * Does something with the database of a product that may or may not be running. Where it is not, the
 * embedded Postgres runs for just that long, under the same lock that `npm start` takes.
 */
export async function withDatabase<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    if (env.mode.kind === 'supabase' || (await productRuns())) return await work()
    const lock = lockDataDir(env.ZERFAUX_DATA_DIR)
    const server = await startEmbeddedPostgres(env.ZERFAUX_DATA_DIR)
    try {
      return await work()
    } finally {
      await closeDb()
      await server.stop()
      lock.release()
    }
  } finally {
    await closeDb()
  }
}

/** True once the running product's Postgres is ready; false when nothing runs on the data directory. */
async function productRuns(): Promise<boolean> {
  const dataDir = env.ZERFAUX_DATA_DIR
  if (!existsSync(dataDirPaths(dataDir).version)) {
    throw new ZerfauxError('precondition_failed', `There is no Zerfaux in ${dataDir}`, {
      hint: 'Run npm start once, or say where it is with ZERFAUX_DATA_DIR.',
    })
  }
  openDataDir(dataDir)
  const deadline = Date.now() + STARTING_MS
  while (lockHolder(dataDir) !== null) {
    if (runningPostmaster(dataDirPaths(dataDir).postgres)?.ready) return true
    if (Date.now() > deadline) {
      throw new ZerfauxError('precondition_failed', `The Zerfaux that runs on ${dataDir} has no database after 30 s`)
    }
    await sleep(100)
  }
  return false
}
