import { spawn } from 'node:child_process'
import { dataDirPaths } from '../../config/data-dir.ts'
import { env } from '../../config/env.ts'
import { runningPostmaster } from '../../db/embedded-postgres-pid.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { stopRequested } from './stop-request.ts'
import { workerPlan } from './worker-plan.ts'

/** Runs a worker in the foreground, with its log on the terminal. Whoever runs it decides about restarts. */
export async function runWorker(): Promise<number> {
  const { logs, postgres } = dataDirPaths(env.ZERFAUX_DATA_DIR)
  if (env.mode.kind === 'embedded' && !runningPostmaster(postgres)) {
    throw new ZerfauxError('precondition_failed', `No Zerfaux is running on ${env.ZERFAUX_DATA_DIR}`, {
      hint: 'Run npm start first, or say where it is with ZERFAUX_DATA_DIR.',
    })
  }
  const stop = stopRequested()
  const plan = workerPlan('start', logs)
  const child = spawn(process.execPath, plan.args, { stdio: 'inherit', env: { ...process.env, ...plan.env } })
  stop.addEventListener('abort', () => child.kill('SIGTERM'))
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('exit', (code) => done(code ?? (stop.aborted ? 0 : 1)))
  })
}
