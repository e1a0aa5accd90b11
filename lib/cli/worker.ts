import { runCommand } from './command.ts'

const help = `
usage: npm run worker

Runs one more worker until Ctrl-C, beside a running Zerfaux: on this machine with the same
ZERFAUX_DATA_DIR, or anywhere with the same DATABASE_URL, Supabase settings and ZERFAUX_SECRET_KEY.

Environment: as for npm start; WORKER_CONCURRENCY (default 4) is how many jobs it takes at a time.
`

await runCommand({ help, options: {} }, async () => {
  const { runWorker } = await import('./product/run-worker.ts')
  return runWorker()
})
