import { runCommand } from './command.ts'

const help = `
usage: npm run demo:lab -- [--keep-lab]

Starts the lab (two appliances with real OpenZFS and two vCenter simulators), runs Zerfaux on a data
directory of its own, and adds the lab's sites to it through the HTTP API. Ctrl-C stops both.

  --keep-lab   leave the lab running; stop it with: node tests/lab/lab.mjs down --run demo

Environment: as for npm start; ZERFAUX_DATA_DIR defaults to .zerfaux/lab-demo here.
`

await runCommand({ help, options: { 'keep-lab': { type: 'boolean' } } }, async (values) => {
  process.env['ZERFAUX_DATA_DIR'] ??= '.zerfaux/lab-demo'
  const { runLabDemo } = await import('./demo-lab/run-lab-demo.ts')
  return runLabDemo({ keepLab: values['keep-lab'] ?? false })
})
