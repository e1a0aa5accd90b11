/**
 * Runs the whole product in the foreground: database, web, one worker.
 *
 * The build and the database are prepared side by side. Whatever happens, what was started is stopped
 * again, in this order: web and worker, then the database, then the lock.
 */
import { fileURLToPath } from 'node:url'
import { env } from '../../config/env.ts'
import { dataDirPaths } from '../../config/data-dir.ts'
import { banner, signInLines } from './banner.ts'
import { ensureBuild } from './build.ts'
import { fillDataDir, openDataDir } from './data-dir.ts'
import { lockDataDir } from './data-dir-lock.ts'
import { prepareDatabase, type Database } from './database.ts'
import { assertPortFree } from './port.ts'
import { stopRequested } from './stop-request.ts'
import { supervise, type Supervised } from './supervise.ts'
import { untilWebAnswers, urlOf, webPlan } from './web.ts'
import { workerPlan } from './worker-plan.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export type RunOptions = {
  readonly mode: 'start' | 'dev'
  /** Whether a new database is filled with the demo; embedded databases are, unless told otherwise. */
  readonly demo: boolean | undefined
  readonly worker: boolean
  /** Called once the product answers, and has told so. */
  readonly onReady?: (url: string) => Promise<void>
}

export async function runProduct({ mode, demo, worker, onReady }: RunOptions): Promise<void> {
  const dataDir = env.ZERFAUX_DATA_DIR
  const address = { host: env.ZERFAUX_HOST, port: env.PORT }
  openDataDir(dataDir)
  const lock = lockDataDir(dataDir)
  const stop = stopRequested()
  const children: Supervised[] = []
  let database: Database | undefined
  let told = false
  try {
    fillDataDir(dataDir)
    await assertPortFree(address.host, address.port)
    const building =
      mode === 'start'
        ? ensureBuild(root, () => console.log('Building the pages (once for each version, half a minute) …'))
        : null
    const preparing = prepareDatabase(root, { demo: demo ?? env.mode.kind === 'embedded' })
    const [prepared, built] = await Promise.allSettled([preparing, building])
    if (prepared.status === 'fulfilled') database = prepared.value
    for (const outcome of [prepared, built]) if (outcome.status === 'rejected') throw outcome.reason
    if (stop.aborted) return

    const { logs } = dataDirPaths(dataDir)
    children.push(supervise(webPlan(address, mode, logs)))
    if (worker) children.push(supervise(workerPlan(mode, logs)))
    await untilWebAnswers(address, stop)
    if (!stop.aborted) {
      const seconds = (Date.now() - Number(process.env['ZERFAUX_LAUNCHED_AT'] ?? Date.now())) / 1000
      console.log(banner({ url: urlOf(address), dataDir, seconds, firstAdmin: database?.firstAdmin ?? null }))
      told = true
      await onReady?.(urlOf(address))
      await new Promise((done) => stop.addEventListener('abort', done))
    }
  } finally {
    // The password exists nowhere else: a start that failed later must not swallow it.
    if (!told && database?.firstAdmin) console.log(signInLines(database.firstAdmin).join('\n'))
    await Promise.all(children.map((child) => child.stop()))
    await database?.server?.stop()
    lock.release()
  }
}
