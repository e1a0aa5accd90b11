import { routes } from '@/lib/http/handle'
import { repairEndpoints } from '@/lib/http/endpoints/repair'

export const { GET, POST, PUT, PATCH, DELETE } = routes(repairEndpoints.divergence)
