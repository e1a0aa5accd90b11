import { routes } from '@/lib/http/handle'
import { moveEndpoints } from '@/lib/http/endpoints/moves'

export const { GET, POST, PUT, PATCH, DELETE } = routes(moveEndpoints.plan)
