import { runCommand } from './command.ts'

const help = `
usage: npm run dev -- [options]

Like npm start, but follows changes of the source: pages are compiled when asked for, the worker starts
again when its files change. Same environment as npm start.

  --demo        seed two simulated sites; the default, except with Supabase (asked at the first start only)
  --no-demo     start empty
  --no-worker   run no worker here
`

await runCommand({ help, options: { demo: { type: 'boolean' }, worker: { type: 'boolean' } } }, async (values) => {
  const { runProduct } = await import('./product/run.ts')
  await runProduct({ mode: 'dev', demo: values.demo, worker: values.worker ?? true })
})
