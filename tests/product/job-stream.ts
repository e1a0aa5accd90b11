import { createParser } from 'eventsource-parser'
import { Job } from './product-api.ts'

export type JobStream = {
  readonly jobs: Job[]
  /** The first event is here. */
  readonly open: Promise<void>
  /** The stream has ended, and how: by the product's own word, or because the connection broke. */
  readonly end: Promise<'ended' | 'broken'>
}

/** Reads `/jobs/{id}/events` as it comes. */
export async function watchJob(url: string, token: string, id: string): Promise<JobStream> {
  const answer = await fetch(`${url}/api/replication/jobs/${id}/events`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const type = answer.headers.get('content-type')
  if (!answer.ok || !type?.startsWith('text/event-stream') || !answer.body) {
    throw new Error(`The events of job ${id}: ${answer.status} ${type} ${await answer.text()}`)
  }
  const jobs: Job[] = []
  let first = () => {}
  const open = new Promise<void>((done) => (first = done))
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event !== 'job') throw new Error(`An event of another kind: ${event} ${data}`)
      jobs.push(Job.parse(JSON.parse(data)))
      first()
    },
  })
  return { jobs, open, end: read(answer.body, (text) => parser.feed(text)) }
}

async function read(body: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<'ended' | 'broken'> {
  const decoder = new TextDecoder()
  try {
    for await (const chunk of body) take(decoder.decode(chunk, { stream: true }))
    return 'ended'
  } catch (error) {
    if (error instanceof TypeError) return 'broken' // what fetch makes of a connection that was cut
    throw error
  }
}
