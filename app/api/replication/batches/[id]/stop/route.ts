import { routes } from '@/lib/http/handle'
import { batchEndpoints } from '@/lib/http/endpoints/batches'

export const { GET, POST, PUT, PATCH, DELETE } = routes(batchEndpoints.stop)
