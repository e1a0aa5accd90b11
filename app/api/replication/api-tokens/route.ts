import { routes } from '@/lib/http/handle'
import { tokenEndpoints } from '@/lib/http/endpoints/administration'

export const { GET, POST, PUT, PATCH, DELETE } = routes(tokenEndpoints.list, tokenEndpoints.create)
