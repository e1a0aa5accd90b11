import { runCommand } from './command.ts'

const help = `
usage: npm start -- [options]

Runs Zerfaux: the embedded Postgres, the web pages and one worker. Ctrl-C stops everything.

  --demo        seed two simulated sites; the default, except with Supabase (asked at the first start only)
  --no-demo     start empty
  --no-worker   run no worker here

Environment:
  PORT                    default 3000
  ZERFAUX_HOST            address to listen on, default 127.0.0.1
  ZERFAUX_DATA_DIR        default .zerfaux
  ZERFAUX_PUBLIC_URL      what browsers use, behind a reverse proxy
  ZERFAUX_ADMIN_EMAIL     first administrator, default admin@zerfaux.local
  ZERFAUX_ADMIN_PASSWORD  default: made, and printed once
  ZERFAUX_SECRET_KEY      seals the credentials of sites; default: secret.key in the data directory
  WORKER_CONCURRENCY      jobs at a time in one worker, default 4
With Supabase instead of the embedded Postgres, all four:
  DATABASE_URL, SUPABASE_URL, SUPABASE_ANON_KEY, SUPABASE_SERVICE_ROLE_KEY
`

await runCommand({ help, options: { demo: { type: 'boolean' }, worker: { type: 'boolean' } } }, async (values) => {
  const { runProduct } = await import('./product/run.ts')
  await runProduct({ mode: 'start', demo: values.demo, worker: values.worker ?? true })
})
