import { routes } from '@/lib/http/handle'
import { protectedVmEndpoints } from '@/lib/http/endpoints/protection-groups'

export const { GET, POST, PUT, PATCH, DELETE } = routes(
  protectedVmEndpoints.get,
  protectedVmEndpoints.update,
  protectedVmEndpoints.remove,
)
