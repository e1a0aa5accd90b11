import { routes } from '@/lib/http/handle'
import { preflightEndpoints } from '@/lib/http/endpoints/preflight'

export const { GET, POST, PUT, PATCH, DELETE } = routes(preflightEndpoints.get)
