import { routes } from '@/lib/http/handle'
import { mappingEndpoints } from '@/lib/http/endpoints/mappings'

export const { GET, POST, PUT, PATCH, DELETE } = routes(mappingEndpoints.networks, mappingEndpoints.putNetworks)
