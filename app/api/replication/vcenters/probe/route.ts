import { routes } from '@/lib/http/handle'
import { vcenterEndpoints } from '@/lib/http/endpoints/vcenters'

export const { GET, POST, PUT, PATCH, DELETE } = routes(vcenterEndpoints.probe)
