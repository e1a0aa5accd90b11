import { ZerfauxError } from '../../domain/errors.ts'

const PLAIN = /^[A-Za-z0-9_./:@%+,-][A-Za-z0-9_./:@%+,=-]*$/

/** An argument list as one line for a POSIX shell. The only place where commands become text. */
export function shellQuote(args: readonly string[]): string {
  return args.map(quote).join(' ')
}

function quote(arg: string): string {
  // A NUL ends an argument early, and no quoting helps.
  if (arg.includes('\0')) throw new ZerfauxError('invalid_input', 'A command’s argument holds a NUL character')
  return PLAIN.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`
}
