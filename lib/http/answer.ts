import { unstable_rethrow } from 'next/navigation'
import { pino } from 'pino'
import { databaseOutage } from '../db/database-outage.ts'
import { toProblem, type Problem } from './problem.ts'

const log = pino({ base: { process: 'web' } })

/** For routes: what the work throws becomes problem+json. */
export async function answer(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    return problemResponse(report(error))
  }
}

/** For server actions: what the work throws becomes a value that the form can show. */
export async function attempt<Result>(work: () => Promise<Result>): Promise<Result | { problem: Problem }> {
  try {
    return await work()
  } catch (error) {
    return { problem: report(error) }
  }
}

function problemResponse(problem: Problem): Response {
  return Response.json(problem, {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(problem.status === 401 && { 'www-authenticate': 'Bearer realm="zerfaux"' }),
    },
  })
}

/** Expected failures go to the caller; bugs also go to the log, here and nowhere else. */
function report(error: unknown): Problem {
  unstable_rethrow(error) // redirect() and notFound() are not failures
  const problem = toProblem(error)
  if (databaseOutage(error)) log.warn({ err: error }, 'the database did not answer')
  if (problem.code === 'bug') log.error({ err: error }, 'a request failed in a way that nobody expected')
  return problem
}
