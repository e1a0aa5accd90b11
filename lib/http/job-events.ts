import 'server-only'
import { z } from 'zod'
import { onJobChange } from '../services/jobs/job-changes.ts'
import { getJob } from '../services/jobs/get-job.ts'
import { answer } from './answer.ts'
import { contextOfRequest } from './authenticate.ts'
import { toJson } from './json-keys.ts'
import { endWithProcess } from './open-streams.ts'
import { toProblem } from './problem.ts'

/** A notification may be lost; and a proxy may end a stream that is silent. */
const RE_READ_MS = 10_000

/** `GET /jobs/{id}/events`: the job now and at each change, until it has ended. */
export function jobEvents(
  request: Request,
  { params }: { params: Promise<{ id?: string | string[] }> },
): Promise<Response> {
  return answer(async () => {
    const ctx = await contextOfRequest(request)
    const { id } = z.strictObject({ id: z.uuid() }).parse(await params)
    const first = await getJob(ctx, { id })
    const encoder = new TextEncoder()
    const event = (name: string, data: unknown) =>
      encoder.encode(`event: ${name}\ndata: ${JSON.stringify(toJson(data))}\n\n`)
    let stop = () => {}
    // The reader may go while the job is being read; nothing can be written to it then.
    let over = false
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        let last = JSON.stringify(first)
        let reading = false
        let again = false
        const end = () => {
          if (over) return
          stop()
          controller.close()
        }
        const look = async () => {
          if (reading) {
            again = true
            return
          }
          reading = true
          try {
            const job = await getJob(ctx, { id })
            if (over) return
            const text = JSON.stringify(job)
            if (text !== last) controller.enqueue(event('job', job))
            else controller.enqueue(encoder.encode(': still here\n\n'))
            last = text
            if (job.settled) return end()
          } catch (error) {
            if (over) return
            controller.enqueue(event('problem', toProblem(error)))
            return end()
          }
          reading = false
          if (again) {
            again = false
            void look()
          }
        }
        const unsubscribe = onJobChange(id, () => void look())
        const timer = setInterval(() => void look(), RE_READ_MS)
        const forget = endWithProcess(end)
        stop = () => {
          over = true
          unsubscribe()
          clearInterval(timer)
          forget()
        }
        controller.enqueue(event('job', first))
        if (first.settled) end()
      },
      cancel: () => stop(),
    })
    request.signal.addEventListener('abort', () => stop())
    return new Response(stream, {
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        // Else it would be kept open for another request, and the end of the process would wait for it.
        connection: 'close',
      },
    })
  })
}
