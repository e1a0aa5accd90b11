import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ZerfauxError } from '../domain/errors.ts'
import { runCommand } from './command.ts'
import { root, runProgram } from './test-run/program.ts'

const help = `
usage: npm run bench [-- --only inventory,replication,relay,no-change,schedule,endurance,shells,tasks,plans,start]

Measures against the lab and prints numbers for BENCHMARKS.md.
`

await runCommand({ help, options: { only: { type: 'string' } } }, async ({ only }) => {
  const program = join(root, 'tests', 'bench', 'bench.ts')
  if (!existsSync(program)) throw new ZerfauxError('not_found', `Measuring: ${program} is not there`)
  const { code } = await runProgram(process.execPath, [
    '--conditions=react-server',
    program,
    ...(only?.split(',') ?? []),
  ])
  return code ?? 1
})
