import { routes } from '@/lib/http/handle'
import { shellEndpoints } from '@/lib/http/endpoints/shells'

export const { GET, POST, PUT, PATCH, DELETE } = routes(shellEndpoints.choose)
