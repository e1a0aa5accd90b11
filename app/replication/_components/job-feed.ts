import { fetchJson } from '@/app/_ui/fetch-json'
import { fromJson, type Json } from '@/lib/http/json-keys'
import type { JobView } from '@/lib/services/jobs/job-view'

const AGAIN_MS = 2_000

type Stop = () => void

/**
 * Follows one job until it has ended, while the page is in sight. One tab holds the event stream and
 * tells the others: over HTTP/1.1 a browser opens six connections to a server and no more.
 */
export function followJob(id: string, onJob: (job: JobView) => void): Stop {
  const name = `zerfaux-job-${id}`
  const channel = new BroadcastChannel(name)
  let ended = false
  let leave: Stop = () => {}

  function take(job: JobView) {
    if (ended) return
    if (job.settled) stop()
    onJob(job)
  }
  function tell(job: JobView) {
    if (!ended) channel.postMessage(job)
    take(job)
  }
  function join() {
    leave()
    leave = document.hidden ? () => {} : inTurn(name, () => openStream(`/api/replication/jobs/${id}`, tell))
  }
  function stop() {
    ended = true
    leave()
    document.removeEventListener('visibilitychange', join)
    channel.close()
  }

  channel.addEventListener('message', (event: MessageEvent<JobView>) => take(event.data))
  document.addEventListener('visibilitychange', join)
  join()
  return stop
}

/** Where the stream breaks, the job is asked for, and then the stream tried again. */
function openStream(url: string, tell: (job: JobView) => void): Stop {
  let closed = false
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function open() {
    source = new EventSource(`${url}/events`)
    source.addEventListener('job', (event: MessageEvent<string>) => tell(asJob(JSON.parse(event.data))))
    source.addEventListener('error', () => {
      source?.close()
      timer = setTimeout(() => void poll(), AGAIN_MS)
    })
  }
  async function poll() {
    const job = await fetchJson<JobView>(url).catch(() => null) // the server is away for now; the next try tells
    if (closed) return
    if (job) tell(job)
    if (!job?.settled) open()
  }

  open()
  return () => {
    closed = true
    source?.close()
    clearTimeout(timer)
  }
}

/** One tab at a time. Locks exist in secure contexts only; without them each tab has its own turn. */
function inTurn(name: string, begin: () => Stop): Stop {
  if (!('locks' in navigator)) return begin()
  const waiting = new AbortController()
  const left = Promise.withResolvers<void>()
  const held = navigator.locks.request(name, { signal: waiting.signal }, async () => {
    const end = begin()
    await left.promise
    end()
  })
  held.catch(() => {}) // given up while waiting
  return () => {
    left.resolve()
    waiting.abort()
  }
}

/** Guaranteed by the events route, which sends what `GET /jobs/{id}` answers. */
function asJob(json: Json): JobView {
  return fromJson(json) as unknown as JobView
}
