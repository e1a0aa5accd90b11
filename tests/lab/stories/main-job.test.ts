import { beforeAll, describe, expect, test } from 'vitest'
import { withWorker } from '../../api/worker.ts'
import { makeProductRig, type ProductRig } from './product-rig.ts'

withWorker()

let rig: ProductRig
let group: Awaited<ReturnType<ProductRig['makeGroup']>>

beforeAll(async () => {
  rig = await makeProductRig()
  group = await rig.makeGroup('main-job')
})

const sums = 'find . -type f -print0 | sort -z | xargs -0 sha256sum'

/** Checksums of the files of the newest recovery point, read from a clone of it at the DR appliance. */
async function recoveredFiles(): Promise<string> {
  const clone = 'tank/replicas/main-job-proof'
  const newest = await rig.target.mustRun(`zfs list -Hp -t snapshot -o name -s createtxg ${group.drDataset} | tail -1`)
  await rig.target.mustRun(`zfs clone -o readonly=on -o mountpoint=/proof ${newest} ${clone}`)
  const found = await rig.target.mustRun(`cd /proof && ${sums}`)
  await rig.target.mustRun(`zfs destroy ${clone}`)
  return found
}

const sourceFiles = () => rig.source.mustRun(`cd /${group.sourceDataset} && ${sums}`)
const lines = (text: string) => text.split('\n').filter(Boolean)

/** `name: tags` of every snapshot, with the ids of the tags left out. */
async function holds(side: 'source' | 'target', dataset: string): Promise<string[]> {
  const names = lines(await rig[side].mustRun(`zfs list -H -t snapshot -o name -s createtxg ${dataset}`))
  return Promise.all(
    names.map(async (name) => {
      const tags = lines(await rig[side].mustRun(`zfs holds -H ${name}`)).map((line) =>
        line.split('\t')[1]?.replace(/:[^:]+$/, ''),
      )
      return `${name.split('@')[1]}: ${tags.join(' ')}`
    }),
  )
}

async function expectMarks(count: number) {
  const points = await rig.recoveryPoints(group.id)
  expect(points).toHaveLength(count)
  const newestFirst = points.map(({ snapshot_name: name }) => name)
  expect(await holds('target', group.drDataset)).toEqual(newestFirst.toReversed().map((name) => `${name}: zfx:point`))
  expect(await holds('source', group.sourceDataset)).toEqual(newestFirst.toReversed().map((name) => `${name}: `))
  const bookmarks = lines(await rig.source.mustRun(`zfs list -H -t bookmark -o name,guid ${group.sourceDataset}`))
  expect(bookmarks).toHaveLength(1)
  expect(bookmarks[0]).toMatch(new RegExp(`#zfx_cursor_.*\\t${points[0]?.guid}$`))
  const properties = 'readonly,canmount,atime,mounted,receive_resume_token,zfx:role'
  expect(lines(await rig.target.mustRun(`zfs get -H -o property,value ${properties} ${group.drDataset}`))).toEqual([
    'readonly\ton',
    'canmount\tnoauto',
    'atime\toff',
    'mounted\tno',
    'receive_resume_token\t-',
    'zfx:role\treplica',
  ])
}

describe('a group on a 64 MiB dataset', () => {
  test('the first run sends everything, and the recovery point has the files', async () => {
    await rig.source.mustRun(
      `cd /${group.sourceDataset} && for i in 1 2 3 4; do head -c 16M /dev/urandom > disk-$i.vmdk; done && mkdir -p 'a b' && echo config > 'a b/web.vmx'`,
    )
    const job = await rig.run(group.id)
    expect(job).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })
    expect(Number(job.result?.['bytes_sent'])).toBeGreaterThan(64 * 1024 ** 2)
    expect(await recoveredFiles()).toBe(await sourceFiles())
    await expectMarks(1)
  })

  test('the second sends only what changed', async () => {
    await rig.source.mustRun(
      `cd /${group.sourceDataset} && head -c 1M /dev/urandom | dd of=disk-2.vmdk bs=1M seek=3 conv=notrunc status=none && rm disk-4.vmdk`,
    )
    const job = await rig.run(group.id)
    expect(job).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })
    expect(Number(job.result?.['bytes_sent'])).toBeLessThan(3 * 1024 ** 2)
    expect(await recoveredFiles()).toBe(await sourceFiles())
    await expectMarks(2)
  })

  test('the third finds nothing changed, confirms the newest recovery point and sends nothing', async () => {
    const [before] = await rig.recoveryPoints(group.id)
    const job = await rig.run(group.id)
    expect(job).toMatchObject({ status: 'succeeded', result: { outcome: 'unchanged', guid: before?.guid } })
    expect(job.bytes_done).toBeNull()
    expect(await recoveredFiles()).toBe(await sourceFiles())
    await expectMarks(2)
    const state = await rig.get(`/protection-groups/${group.id}`)
    expect(state['rpo']).toMatchObject({ status: 'meeting' })
  })

  test('a change that was just made, and not yet written out, is not taken for nothing', async () => {
    await rig.source.mustRun(`echo one more line >> '/${group.sourceDataset}/a b/web.vmx'`)
    expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })
    expect(await recoveredFiles()).toBe(await sourceFiles())
    await expectMarks(3)
  })

  test('both appliances are judged, and nothing of ours is left running there', async () => {
    for (const site of ['a', 'b'] as const) {
      const health = await rig.post(`/targets/${rig.ids[site].target}/check`)
      expect(health).toMatchObject({ zfs_version: expect.stringMatching(/^2\.3/), pool: { state: 'ONLINE' } })
    }
    for (const side of ['source', 'target'] as const) {
      expect(await rig[side].mustRun('pgrep -fa "zfx-(send|recv)" | grep -v pgrep || true')).toBe('')
    }
  })
})
