import { routes } from '@/lib/http/handle'
import { alertChannelEndpoints } from '@/lib/http/endpoints/alerts'

export const { GET, POST, PUT, PATCH, DELETE } = routes(
  alertChannelEndpoints.get,
  alertChannelEndpoints.update,
  alertChannelEndpoints.remove,
)
