import { routes } from '@/lib/http/handle'
import { linkEndpoints } from '@/lib/http/endpoints/links'

export const { GET, POST, PUT, PATCH, DELETE } = routes(linkEndpoints.list, linkEndpoints.put)
