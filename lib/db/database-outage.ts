import { ZerfauxError } from '../domain/errors.ts'

/**
 * SQLSTATEs after which the same may well work again (PostgreSQL, appendix A): the connection is lost (08),
 * the server ends, begins or has ended the session (57P), which was silent or stuck for too long (25P),
 * no connection is left (53300), or two transactions stood in each other's way (40).
 */
const passing = /^(08...|57P0[1235]|25P0[34]|53300|40001|40P01)$/
const network = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN)$/
/** What node-postgres says of a connection that is gone, or could not be had in time. It gives these no code. */
const gone =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed) and is not queryable)/

/** Null when it is no outage of the database. One that is will pass, and says nothing about the work. */
export function databaseOutage(error: unknown): ZerfauxError | null {
  if (error instanceof ZerfauxError || !chainOf(error).some(isOutage)) return null
  return new ZerfauxError('unreachable', 'The database did not answer, or ended the connection', {
    hint: 'Nothing to do if it was restarted. If it lasts, look at the database server.',
    cause: error,
  })
}

function isOutage(error: Error & { readonly code?: unknown }): boolean {
  const code = String(error.code ?? '')
  return passing.test(code) || network.test(code) || gone.test(error.message)
}

function chainOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...chainOf(error.cause)] : []
}
