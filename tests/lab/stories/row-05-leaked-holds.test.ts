import { beforeAll, describe, expect, test } from 'vitest'
import { call } from '../../api/call.ts'
import { waitForJob, withWorker } from '../../api/worker.ts'
import { makeProductRig, type ProductRig } from './product-rig.ts'

withWorker()

const retention = { source: { keep_last: 2 }, target: { keep_last: 2 } }
const NOBODY = '00000000-0000-4000-8000-000000000000'
type Item = { id: string; kind: string; object: string; tag: string | null; bytes: number; because: string }

let rig: ProductRig
let group: Awaited<ReturnType<ProductRig['makeGroup']>>

beforeAll(async () => {
  rig = await makeProductRig()
  group = await rig.makeGroup('row-05', { retention })
  await change()
})

const change = () => rig.source.mustRun(`head -c 1M /dev/urandom > /${group.sourceDataset}/disk.vmdk; zpool sync`)
const names = async (side: 'source' | 'target', dataset: string) =>
  (await rig[side].mustRun(`zfs list -H -t snapshot -o name -s createtxg ${dataset}`)).split('\n')

/** Other stories leave their own on the shared appliances: only this dataset's count here. */
async function leftovers(): Promise<Item[]> {
  const answer = await call('GET', '/leftovers', { token: rig.token })
  expect(answer.body['sites']).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: 'lab b', error: null })]),
  )
  return (answer.body.items as Item[]).filter(({ object }) => /^tank\/(stories|replicas)\/row-05/.test(object))
}

describe('row 5: leaked holds, and space that never comes back', () => {
  test('a hold of a run that is gone ends with the next run; of a group at rest nothing is listed', async () => {
    expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded' })
    const [first] = await names('source', group.sourceDataset)
    await rig.source.mustRun(`zfs hold zfx:step:${NOBODY} ${first}`)
    expect(await leftovers()).toMatchObject([{ kind: 'hold', object: first, tag: `zfx:step:${NOBODY}` }])
    await change()
    expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded' })
    expect(await rig.source.mustRun(`zfs holds -H ${first}`)).toBe('')
    expect(await leftovers()).toEqual([])
  })

  test('one that no run knows of is listed with its cost, released on request, and the space comes back', async () => {
    const [leaked] = await names('target', group.drDataset)
    await rig.target.mustRun(`zfs hold zfx:pin:${NOBODY} ${leaked} && zfs hold somebody ${leaked}`)
    for (let round = 0; round < 2; round++) {
      await change()
      expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded' })
    }
    expect(await names('target', group.drDataset)).toHaveLength(3)
    const [item, ...rest] = await leftovers()
    expect(rest).toEqual([])
    expect(item).toMatchObject({ kind: 'hold', object: leaked, tag: `zfx:pin:${NOBODY}` })
    const used = Number(await rig.target.mustRun(`zfs get -Hpo value used ${leaked}`))
    expect(item?.bytes).toBe(used)
    expect(used).toBeGreaterThan(1_000_000)

    const { job_id: jobId = '' } = await rig.post('/leftovers/release', { ids: [item?.id] })
    expect(await waitForJob(jobId, rig.token)).toMatchObject({
      status: 'succeeded',
      result: { released: [expect.stringContaining(leaked ?? '')] },
    })
    const left = await rig.target.mustRun(`zfs holds -H ${leaked} | cut -f 2 | cut -d : -f 1,2`)
    expect(left.split('\n').toSorted()).toEqual(['somebody', 'zfx:point'])
    expect(await leftovers()).toEqual([])

    await rig.target.mustRun(`zfs release somebody ${leaked}`)
    await change()
    expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded' })
    expect(await names('target', group.drDataset)).toHaveLength(2)
    expect(await names('target', group.drDataset)).not.toContain(leaked)
  })

  test('what a deleted group leaves is found: marks, holds and the cursor; no dataset goes with them', async () => {
    expect((await call('DELETE', `/protection-groups/${group.id}`, { token: rig.token })).status).toBe(204)
    const items = await leftovers()
    expect(items.map(({ kind }) => kind).toSorted()).toEqual(['bookmark', 'dataset', 'dataset', 'hold', 'hold'])
    const { job_id: jobId = '' } = await rig.post('/leftovers/release', { ids: items.map(({ id }) => id) })
    expect(await waitForJob(jobId, rig.token)).toMatchObject({ status: 'succeeded' })
    expect(await leftovers()).toEqual([])
    expect(await names('target', group.drDataset)).toHaveLength(2)
    expect(await rig.source.mustRun(`zfs list -H -t bookmark -o name ${group.sourceDataset}`)).toBe('')
    expect(await rig.target.mustRun(`zfs get -Ho value zfx:group,zfx:role ${group.drDataset}`)).toBe('-\n-')
  })
})
