import { ZerfauxError } from '../domain/errors.ts'
import { runCommand } from './command.ts'
import { parts } from './test-run/parts.ts'
import { runParts } from './test-run/run-parts.ts'

const help = `
usage: npm test [-- --only PART,PART]

Runs every test and ends with the line "N passed, N failed". The parts, in their order:
${parts.map(({ name, about }) => `  ${name.padEnd(9)} ${about}`).join('\n')}

Installs Debian's chromium for the browser tests when run as root, else says what to install.

Environment:
  ZERFAUX_LAB=required   the lab's tests fail instead of being skipped where its tools are missing;
                         as root, its tools are installed first
`

await runCommand({ help, options: { only: { type: 'string' } } }, async ({ only }) => {
  const names = only?.split(',').map((name) => name.trim())
  const unknown = names?.filter((name) => !parts.some((part) => part.name === name)) ?? []
  if (unknown.length > 0) {
    const hint = `The parts are ${parts.map((part) => part.name).join(', ')}.`
    throw new ZerfauxError('invalid_input', `There is no part ${unknown.join(', ')}`, { hint })
  }
  return runParts(parts.filter((part) => !names || names.includes(part.name)))
})
