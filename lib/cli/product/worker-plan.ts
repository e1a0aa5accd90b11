import type { ChildPlan } from './supervise.ts'

const quickImports = new URL('../launch/quick-imports.mjs', import.meta.url).href

const WORKER_PROGRAM = 'lib/workflows/worker.ts'

/** MiB. An inventory sync peaks at 190 MB with it, and at 330 MB with Node's own choice, in the same time. */
const YOUNG_GENERATION = '--max-semi-space-size=8'

/** A worker gets time to put its step into a state from which it can go on; the journal covers the rest. */
export function workerPlan(mode: 'start' | 'dev', logDir: string): ChildPlan {
  const watch = mode === 'dev' ? ['--watch'] : []
  return {
    name: 'worker',
    args: [YOUNG_GENERATION, '--conditions=react-server', '--import', quickImports, ...watch, WORKER_PROGRAM],
    env: { NODE_ENV: mode === 'dev' ? 'development' : 'production', ZERFAUX_STOP_DEADLINE_MS: '5000' },
    logDir,
    loud: mode === 'dev',
    deadlineMs: 6000,
  }
}
