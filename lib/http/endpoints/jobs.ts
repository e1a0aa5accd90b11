import { Accepted } from '../../services/fields.ts'
import { cancelJob } from '../../services/jobs/cancel-job.ts'
import { getJob } from '../../services/jobs/get-job.ts'
import { JobView } from '../../services/jobs/job-view.ts'
import { JobPage, listJobs, ListJobs } from '../../services/jobs/list-jobs.ts'
import { retryJob } from '../../services/jobs/retry-job.ts'
import type { Endpoint } from '../endpoint.ts'

const tag = 'Jobs'

export const jobEndpoints = {
  list: {
    operationId: 'list_jobs',
    method: 'GET',
    path: '/jobs',
    tag,
    summary: 'List jobs, newest first',
    role: 'viewer',
    query: ListJobs,
    answer: JobPage,
    status: 200,
    run: listJobs,
  },
  get: {
    operationId: 'get_job',
    method: 'GET',
    path: '/jobs/{id}',
    tag,
    summary: 'Get a job with its steps',
    role: 'viewer',
    answer: JobView,
    status: 200,
    run: getJob,
  },
  cancel: {
    operationId: 'cancel_job',
    method: 'POST',
    path: '/jobs/{id}/cancel',
    tag,
    summary: 'Stop a job and undo what it has begun',
    role: 'operator',
    answer: JobView,
    status: 200,
    run: cancelJob,
  },
  retry: {
    operationId: 'retry_job',
    method: 'POST',
    path: '/jobs/{id}/retry',
    tag,
    summary: 'Go on with a job that waits',
    role: 'operator',
    answer: Accepted,
    status: 202,
    run: retryJob,
  },
} as const satisfies Record<string, Endpoint>
