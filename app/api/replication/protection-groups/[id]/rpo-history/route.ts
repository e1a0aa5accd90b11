import { routes } from '@/lib/http/handle'
import { groupEndpoints } from '@/lib/http/endpoints/protection-groups'

export const { GET, POST, PUT, PATCH, DELETE } = routes(groupEndpoints.rpoHistory)
