import { routes } from '@/lib/http/handle'
import { auditEndpoints } from '@/lib/http/endpoints/administration'

export const { GET, POST, PUT, PATCH, DELETE } = routes(auditEndpoints.list)
