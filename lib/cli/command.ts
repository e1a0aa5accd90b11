import { parseArgs, type ParseArgsConfig } from 'node:util'
import { ConfigError } from '../config/config-error.ts'
import { ZerfauxError } from '../domain/errors.ts'

type Options = NonNullable<ParseArgsConfig['options']>
type Values<Chosen extends Options> = ReturnType<
  typeof parseArgs<{ options: Chosen & { help: { type: 'boolean' } }; allowNegative: true }>
>['values']

/**
 * Runs one command: reads its options, answers --help, and turns what it throws into an exit code.
 * `work` imports its parts itself: settings are read on import, and a wrong one must be told here.
 */
export async function runCommand<Chosen extends Options>(
  { help, options }: { help: string; options: Chosen },
  work: (values: Values<Chosen>) => Promise<number | void>,
): Promise<void> {
  try {
    const values = readOptions(options)
    if ('help' in values && values.help) console.log(help.trim())
    else process.exitCode = (await work(values)) ?? 0
  } catch (error) {
    console.error(describeFailure(error))
    process.exitCode = 1
  }
  // Handles that a finished command may leave, such as the channel to the launcher, must not keep it.
  process.disconnect?.()
}

/** One clear line for what was foreseen, the stack for what was not. */
export function describeFailure(error: unknown): string {
  if (error instanceof ZerfauxError) return error.hint ? `${error.message}. ${error.hint}` : error.message
  if (error instanceof ConfigError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function readOptions<Chosen extends Options>(options: Chosen): Values<Chosen> {
  try {
    return parseArgs({ options: { ...options, help: { type: 'boolean' } }, allowNegative: true }).values
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause)
    throw new ZerfauxError('invalid_input', `Reading the options: ${found}`, { cause, hint: 'See --help.' })
  }
}
