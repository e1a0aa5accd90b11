import 'server-only'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { serviceContext, type ServiceContext } from '../services/context.ts'
import { sessionActor } from './authenticate.ts'

/** For server components and server actions: the signed-in member, or off to the sign-in page. One look-up a request. */
export const pageContext = cache(async (): Promise<ServiceContext> => {
  const actor = await sessionActor()
  if (!actor) redirect('/sign-in')
  return serviceContext(actor, null)
})
