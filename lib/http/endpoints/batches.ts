import { BatchView } from '../../services/batches/batch-view.ts'
import { getBatch } from '../../services/batches/get-batch.ts'
import { stopBatch } from '../../services/batches/stop-batch.ts'
import type { Endpoint } from '../endpoint.ts'

const tag = 'Jobs'

export const batchEndpoints = {
  get: {
    operationId: 'get_batch',
    method: 'GET',
    path: '/batches/{id}',
    tag,
    summary: 'Get jobs that were asked for together, and how far they are',
    role: 'viewer',
    answer: BatchView,
    status: 200,
    run: getBatch,
  },
  stop: {
    operationId: 'stop_batch',
    method: 'POST',
    path: '/batches/{id}/stop',
    tag,
    summary: 'Cancel what has not begun; what is under way goes on',
    role: 'operator',
    answer: BatchView,
    status: 200,
    run: stopBatch,
  },
} as const satisfies Record<string, Endpoint>
