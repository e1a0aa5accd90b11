import { runCommand } from './command.ts'
import { parts } from './test-run/parts.ts'
import { runParts } from './test-run/run-parts.ts'

const QUICK = ['format', 'lint', 'types', 'unit']

const help = `
usage: npm run verify

The quick parts of npm test, before each commit: ${QUICK.join(', ')}.
`

await runCommand({ help, options: {} }, () =>
  runParts(QUICK.flatMap((name) => parts.filter((part) => part.name === name))),
)
