import { routes } from '@/lib/http/handle'
import { recoveryPointEndpoints } from '@/lib/http/endpoints/recovery-points'

export const { GET, POST, PUT, PATCH, DELETE } = routes(recoveryPointEndpoints.label)
