import { routes } from '@/lib/http/handle'
import { jobEndpoints } from '@/lib/http/endpoints/jobs'

export const { GET, POST, PUT, PATCH, DELETE } = routes(jobEndpoints.cancel)
