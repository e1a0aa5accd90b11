import { routes } from '@/lib/http/handle'
import { groupScheduleEndpoints } from '@/lib/http/endpoints/group-schedule'

export const { GET, POST, PUT, PATCH, DELETE } = routes(groupScheduleEndpoints.resume)
