import { routes } from '@/lib/http/handle'
import { targetEndpoints } from '@/lib/http/endpoints/targets'

export const { GET, POST, PUT, PATCH, DELETE } = routes(targetEndpoints.renewReceiveKey)
