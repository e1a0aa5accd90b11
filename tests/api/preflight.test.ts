import { beforeAll, expect, test } from 'vitest'
import { call, tokenOf } from './call.ts'
import { waitForJob, withWorker } from './worker.ts'

type Check = { code: string; outcome: string; message: string; hint: string | null }

let token = ''
let group = ''
const ids: Record<string, string> = {}

withWorker()

const add = async (path: string, body: unknown): Promise<string> => {
  const made = await call('POST', path, { token, body })
  expect(made.text).toContain('"id"')
  return made.body['id'] ?? ''
}

beforeAll(async () => {
  token = await tokenOf('admin')
  for (const place of ['west', 'unreachable-east']) {
    const host = place === 'west' ? 'vcenter.west.demo' : 'vcenter.east.demo'
    const vcenter = { name: `preflight ${place}`, driver: 'simulated', host, username: 'u', password: 'p' }
    ids[`${place} vcenter`] = await add('/vcenters', vcenter)
    const target = {
      name: `preflight ${place}`,
      driver: 'simulated',
      host: `${place}.preflight`,
      username: 'u',
      pool: 'tank',
    }
    ids[place] = await add('/targets', target)
  }
  const body = {
    name: 'preflight',
    source_vcenter_id: ids['west vcenter'],
    dr_vcenter_id: ids['unreachable-east vcenter'],
    source_target_id: ids['west'],
    dr_target_id: ids['unreachable-east'],
    protection_datastore: 'nfs-protected-01',
    source_dataset: 'tank/zerfaux/protected-01',
    rpo_minutes: 15,
  }
  group = await add('/protection-groups', body)
})

const preflight = async (): Promise<{ ready: boolean; checks: Check[] }> => {
  const answer = await call('GET', `/protection-groups/${group}/preflight`, { token: await tokenOf('viewer') })
  expect(answer.status).toBe(200)
  return answer.body as never
}
const find = (checks: Check[], code: string) => checks.find((check) => check.code === code)

test('a side that does not answer blocks, with its own words', async () => {
  const { ready, checks } = await preflight()
  expect(ready).toBe(false)
  expect(find(checks, 'target_answers')).toMatchObject({
    outcome: 'block',
    message: expect.stringMatching(/does not answer/),
  })
  expect(find(checks, 'source_dataset')).toMatchObject({ outcome: 'pass' })
})

test('the datastore is compared with the dataset once the vCenter was read', async () => {
  expect(find((await preflight()).checks, 'datastore')).toMatchObject({ outcome: 'warn' })
  const sync = await call('POST', `/vcenters/${ids['west vcenter']}/sync`, { token })
  await waitForJob(sync.body['job_id'] ?? '', token)
  expect(find((await preflight()).checks, 'datastore')).toMatchObject({
    outcome: 'pass',
    message: expect.stringMatching(/protected-01/),
  })
})
