import 'server-only'
import { db } from '../db/client.ts'
import { findMember } from '../db/members.ts'
import { ZerfauxError } from '../domain/errors.ts'
import { actorOfToken } from '../services/api-tokens/api-tokens.ts'
import { serviceContext, type Actor, type ServiceContext } from '../services/context.ts'
import { hasSessionCookie } from './session-client.ts'
import { assertSameOrigin } from './session-origin.ts'
import { currentUser } from './session.ts'

/** Who calls a route: the bearer of a token, else the browser's session. Nobody else gets in. */
export async function contextOfRequest(request: Request): Promise<ServiceContext> {
  const address = request.headers.get('x-forwarded-for')?.split(',')[0]?.trim().slice(0, 64) ?? null
  const authorization = request.headers.get('authorization')
  if (authorization !== null) {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
    const actor = token ? await actorOfToken(db, token) : null
    if (!actor) throw new ZerfauxError('unauthenticated', 'The API token is unknown, revoked or expired')
    return serviceContext(actor, address)
  }
  const actor = mayHaveSession(request) ? await sessionActor() : null
  if (!actor) {
    throw new ZerfauxError('unauthenticated', 'This needs an API token or a signed-in session', {
      hint: 'Send Authorization: Bearer zfx_…; make a token with: npm run token -- --role viewer --name NAME',
    })
  }
  assertSameOrigin(request)
  return serviceContext(actor, address)
}

function mayHaveSession(request: Request): boolean {
  const names = (request.headers.get('cookie') ?? '').split(/; */).map((pair) => ({ name: pair.split('=')[0] ?? '' }))
  return hasSessionCookie(names)
}

/** For pages and server actions. Null: nobody is signed in. */
export async function sessionActor(): Promise<Actor | null> {
  const user = await currentUser()
  if (!user) return null
  const member = await findMember(db, user.userId)
  if (!member) {
    throw new ZerfauxError('forbidden', `${user.email} may sign in, but is not a member of this Zerfaux`, {
      hint: 'Ask an admin to add you.',
    })
  }
  return { kind: 'user', id: user.userId, name: member.email, role: member.role }
}
