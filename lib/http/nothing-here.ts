import { ZerfauxError } from '../domain/errors.ts'
import { answer } from './answer.ts'
import { contextOfRequest } from './authenticate.ts'

/** A path that is not in the contract: said as a problem, and only to those who may come in. */
export async function nothingHere(request: Request): Promise<Response> {
  return answer(async () => {
    await contextOfRequest(request)
    throw new ZerfauxError('not_found', `There is nothing at ${new URL(request.url).pathname.slice(0, 200)}`, {
      hint: 'The paths are listed in /api/replication/openapi.json.',
    })
  })
}
