import { routes } from '@/lib/http/handle'
import { alertEndpoints } from '@/lib/http/endpoints/alerts'

export const { GET, POST, PUT, PATCH, DELETE } = routes(alertEndpoints.list)
