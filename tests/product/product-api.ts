import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

export const Job = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  settled: z.boolean(),
  steps: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      started_at: z.string().nullable(),
      finished_at: z.string().nullable(),
    }),
  ),
  bytes_done: z.number().nullable(),
  attempts: z.number(),
  error: z.unknown(),
  result: z.record(z.string(), z.unknown()).nullable(),
  worker: z.string().nullable(),
})
export type Job = z.infer<typeof Job>

const Made = z.object({ id: z.string() })
const Started = z.object({ job_id: z.string() })
const Page = z.object({ items: z.array(z.looseObject({ id: z.string(), name: z.string().optional() })) })

export type Answer = { readonly status: number; readonly text: string }

/** The product's HTTP API, as a script would use it. */
export class ProductApi {
  readonly url: string
  readonly token: string

  constructor(url: string, token: string) {
    this.url = url
    this.token = token
  }

  async call(method: string, path: string, body?: unknown, token: string = this.token): Promise<Answer> {
    const answer = await fetch(`${this.url}/api/replication${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, text: await answer.text() }
  }

  async make(path: string, body: unknown): Promise<string> {
    return Made.parse(await this.#must('POST', path, body)).id
  }

  async list(path: string): Promise<z.infer<typeof Page>['items']> {
    return Page.parse(await this.#must('GET', path)).items
  }

  /** Starts a job; gives its id. */
  async start(path: string): Promise<string> {
    return Started.parse(await this.#must('POST', path)).job_id
  }

  async job(id: string): Promise<Job> {
    return Job.parse(await this.#must('GET', `/jobs/${id}`))
  }

  /** Polls until the job is as wanted; fails with what it is, when it waits for a person or the time is over. */
  async jobThat(id: string, wanted: (job: Job) => boolean, seconds: number): Promise<Job> {
    const deadline = Date.now() + seconds * 1000
    for (;;) {
      const job = await this.job(id)
      if (wanted(job)) return job
      if (['needs_operator', 'stuck'].includes(job.status) || Date.now() > deadline) {
        throw new Error(`After up to ${seconds} s the job was not as wanted: ${JSON.stringify(job)}`)
      }
      await sleep(100)
    }
  }

  /** A group on two new simulated appliances. Its first transfer is 2 GiB, 34 s at their 60 MiB/s. */
  async makeSimulatedGroup(place: string): Promise<string> {
    const [vcenter] = await this.list('/vcenters')
    const vcenterId = vcenter?.id ?? (await this.#makeVcenter(place))
    const target = (side: string) =>
      this.make('/targets', {
        name: `${place} ${side}`,
        driver: 'simulated',
        host: `${side}.${place}.demo`,
        username: 'zerfaux',
        pool: 'tank',
        dataset_prefix: 'zerfaux',
      })
    return this.make('/protection-groups', {
      name: `Group ${place}`,
      source_vcenter_id: vcenterId,
      dr_vcenter_id: vcenterId,
      source_target_id: await target('source'),
      dr_target_id: await target('dr'),
      protection_datastore: 'nfs-protected-02',
      source_dataset: 'tank/zerfaux/protected-02',
      rpo_minutes: 60,
    })
  }

  #makeVcenter(place: string): Promise<string> {
    const host = `vcenter.${place}.demo`
    return this.make('/vcenters', { name: host, driver: 'simulated', host, username: 'u', password: 'simulated' })
  }

  async #must(method: string, path: string, body?: unknown): Promise<unknown> {
    const { status, text } = await this.call(method, path, body)
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`)
    return JSON.parse(text)
  }
}
