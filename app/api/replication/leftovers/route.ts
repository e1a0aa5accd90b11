import { routes } from '@/lib/http/handle'
import { leftoverEndpoints } from '@/lib/http/endpoints/leftovers'

export const { GET, POST, PUT, PATCH, DELETE } = routes(leftoverEndpoints.list)
