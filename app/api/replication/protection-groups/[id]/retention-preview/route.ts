import { routes } from '@/lib/http/handle'
import { retentionEndpoints } from '@/lib/http/endpoints/recovery-points'

export const { GET, POST, PUT, PATCH, DELETE } = routes(retentionEndpoints.preview, retentionEndpoints.propose)
