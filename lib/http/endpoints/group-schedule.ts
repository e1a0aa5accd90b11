import { getSchedule, ScheduleView } from '../../services/protection-groups/get-schedule.ts'
import { GroupView } from '../../services/protection-groups/group-view.ts'
import { pauseGroup, resumeGroup } from '../../services/protection-groups/pause-group.ts'
import type { Endpoint } from '../endpoint.ts'

const tag = 'Protection groups'

export const groupScheduleEndpoints = {
  get: {
    operationId: 'get_protection_group_schedule',
    method: 'GET',
    path: '/protection-groups/{id}/schedule',
    tag,
    summary: 'When the group runs next, and whether the RPO will be met',
    role: 'viewer',
    answer: ScheduleView,
    status: 200,
    run: getSchedule,
  },
  pause: {
    operationId: 'pause_protection_group',
    method: 'POST',
    path: '/protection-groups/{id}/pause',
    tag,
    summary: 'Start no more runs; one that is under way is finished',
    role: 'operator',
    answer: GroupView,
    status: 200,
    run: pauseGroup,
  },
  resume: {
    operationId: 'resume_protection_group',
    method: 'POST',
    path: '/protection-groups/{id}/resume',
    tag,
    summary: 'Start runs again',
    role: 'operator',
    answer: GroupView,
    status: 200,
    run: resumeGroup,
  },
} as const satisfies Record<string, Endpoint>
