import { ZerfauxError } from '../domain/errors.ts'
import { runCommand } from './command.ts'
import { runPackaged } from './test-run/program.ts'

const help = `
usage: npm run acceptance

The acceptance run on real hardware: the contract of the vSphere driver against a vCenter of your own.
Where it is, who signs in, and where it may work come from environment variables: tests/acceptance/README.md.
Whatever it makes it removes again, also after a failed test.
`

await runCommand({ help, options: {} }, async () => {
  const { acceptanceVariables, missingVariables } = await import('./acceptance-variables.ts')
  const missing = missingVariables(process.env)
  if (missing.length > 0) {
    const lines = missing.map((name) => `  ${name.padEnd(34)} ${acceptanceVariables[name]}`)
    throw new ZerfauxError(
      'invalid_input',
      `The acceptance run lacks ${missing.length} variables:\n${lines.join('\n')}`,
      {
        hint: 'tests/acceptance/README.md tells what each is for',
      },
    )
  }
  const { code } = await runPackaged('vitest', ['run', '--project=acceptance', '--reporter=verbose'])
  return code ?? 1
})
