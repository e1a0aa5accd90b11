import { beforeAll, describe, expect, test } from 'vitest'
import { withWorker, type Job } from '../../api/worker.ts'
import { runOnboarding } from '../prepare-appliances.ts'
import { makeProductRig, type ProductRig } from './product-rig.ts'

withWorker()

let rig: ProductRig
type Group = Awaited<ReturnType<ProductRig['makeGroup']>>

beforeAll(async () => {
  rig = await makeProductRig()
})

const write = (group: Group, mebibytes: number) =>
  rig.source.mustRun(`head -c ${mebibytes}M /dev/urandom > /${group.sourceDataset}/disk-$RANDOM.vmdk; zpool sync`)

/** Everything that must not change when a run is refused, on both sides. */
async function heldAt(group: Group): Promise<string> {
  const list = (dataset: string) => `zfs list -Hp -t snapshot -o name,guid,used -s createtxg ${dataset} 2>&1 || true`
  return [await rig.target.mustRun(list(group.drDataset)), await rig.source.mustRun(list(group.sourceDataset))].join(
    '\n',
  )
}

const stopped = ({ status }: Job) => status === 'needs_operator'

async function expectRefusal(group: Group, code: string) {
  const before = (
    await rig.target.mustRun(`zfs list -Hp -t snapshot -o name,guid ${group.drDataset} 2>&1 || true`)
  ).split('\n')
  const job = await rig.run(group.id, stopped)
  expect(job.error).toMatchObject({ code, hint: expect.stringMatching(/\w+/) })
  const after = (
    await rig.target.mustRun(`zfs list -Hp -t snapshot -o name,guid ${group.drDataset} 2>&1 || true`)
  ).split('\n')
  expect(after).toEqual(before)
  await rig.post(`/jobs/${job.id}/cancel`)
  return job
}

describe('what cannot go well is refused by its own name, and nothing is destroyed', () => {
  test('a snapshot of the same name and another guid', async () => {
    const group = await rig.makeGroup('name-taken')
    await write(group, 1)
    expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded' })
    await rig.source.mustRun(`zfs snapshot ${group.sourceDataset}@manual`)
    await rig.target.mustRun(`zfs snapshot ${group.drDataset}@manual`)
    const before = await heldAt(group)
    await expectRefusal(group, 'snapshot_name_taken')
    expect(await heldAt(group)).toBe(before)
  })

  test('a replica that somebody wrote to', async () => {
    const group = await rig.makeGroup('modified')
    await write(group, 1)
    expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded' })
    await rig.target.mustRun(
      `zfs set readonly=off ${group.drDataset} && zfs set mountpoint=/intruded ${group.drDataset} && zfs mount ${group.drDataset} && echo x > /intruded/file && zfs unmount ${group.drDataset} && zpool sync`,
    )
    const before = await heldAt(group)
    await expectRefusal(group, 'replica_modified')
    expect(await heldAt(group)).toBe(before)
  })

  test('a replica that went its own way', async () => {
    const group = await rig.makeGroup('diverged')
    await write(group, 1)
    expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded' })
    await rig.target.mustRun(`zfs snapshot ${group.drDataset}@local-only`)
    await write(group, 1)
    await rig.source.mustRun(`zfs snapshot ${group.sourceDataset}@local-there`)
    await expectRefusal(group, 'diverged')
  })

  test('a DR pool without room', async () => {
    const pool = await rig.target.freshPool('tight', 128)
    // The product looks at the room beforehand, so the pool of the target is the small one here.
    await rig.patch(`/targets/${rig.ids.b.target}`, { pool })
    const group = await rig.makeGroup('full', { drDataset: `${pool}/replicas/full` })
    await write(group, 140)
    const job = await expectRefusal(group, 'target_full')
    expect(job.error?.message).toMatch(/needs \d+ bytes, and .* has \d+ available/)
    expect(await rig.target.mustRun(`zfs list -H -o name -r ${pool}`)).not.toContain('full/')
    await rig.patch(`/targets/${rig.ids.b.target}`, { pool: 'tank' })
  })

  test('a dead resume token is discarded with a notice, and every recovery point stays', async () => {
    const group = await rig.makeGroup('stale-token')
    await write(group, 1)
    expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded' })
    await write(group, 8)
    // Half a transfer of a snapshot that then goes.
    const [point] = await rig.recoveryPoints(group.id)
    await rig.source.mustRun(
      `zfs snapshot ${group.sourceDataset}@half && zfs send -i @${point?.snapshot_name} ${group.sourceDataset}@half | head -c 1500000 > /tmp/half`,
    )
    await rig.copy('/tmp/half')
    await rig.target.mustRun(`zfs receive -s -u ${group.drDataset} < /tmp/half || true`)
    await rig.source.mustRun(`zfs destroy ${group.sourceDataset}@half`)
    expect(await rig.target.mustRun(`zfs get -Ho value receive_resume_token ${group.drDataset}`)).not.toBe('-')
    const job = await rig.run(group.id)
    expect(job).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })
    expect(job.steps.flatMap(({ notices }) => notices)).toContainEqual(
      expect.objectContaining({ code: 'resume_token_stale', hint: expect.any(String) }),
    )
    expect((await rig.recoveryPoints(group.id)).map(({ snapshot_name: name }) => name)).toContain(point?.snapshot_name)
  })

  test('a delegated user without permissions is told which one is missing', async () => {
    await rig.patch(`/targets/${rig.ids.b.target}`, { username: 'repl' })
    const { commands } = await rig.get(`/targets/${rig.ids.b.target}/onboarding`)
    await runOnboarding(rig.target, 'repl', String(commands))
    await rig.target.mustRun('zfs unallow -u repl tank')
    const group = await rig.makeGroup('not-allowed')
    await write(group, 1)
    const job = await expectRefusal(group, 'permission_missing')
    expect(`${job.error?.message} ${job.error?.hint}`).toContain('zfs allow')
    await rig.patch(`/targets/${rig.ids.b.target}`, { username: 'root' })
  })
})
