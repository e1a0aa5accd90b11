import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call } from '../../api/call.ts'
import { withWorker } from '../../api/worker.ts'
import { delegatedGroup, filesIn, repairer, type Group } from './divergence-rig.ts'
import { makeProductRig, type ProductRig } from './product-rig.ts'

withWorker()

let rig: ProductRig
let group: Group
let trouble: ReturnType<typeof repairer>

beforeAll(async () => {
  rig = await makeProductRig()
  group = await rig.makeGroup('divergence')
  trouble = repairer(rig, group)
})

afterAll(() => rig.source.unlimitLink())

const write = (name: string, mebibytes: number) =>
  rig.source.mustRun(`head -c ${mebibytes}M /dev/urandom > /${group.sourceDataset}/${name} && zpool sync`)
const replicate = async () => expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded' })
const names = async () => (await rig.recoveryPoints(group.id)).map(({ snapshot_name: name }) => name)
const holdsOf = (snapshot: string) => rig.target.mustRun(`zfs holds -H ${snapshot} | cut -f 2`)

describe('a replica that is in trouble', () => {
  test('row 25: the source was rolled back; the branch is kept, and rounds go on from the newest common point', async () => {
    await write('first', 3)
    await replicate()
    await write('lost-by-rollback', 1)
    await replicate()
    const [second = '', first = ''] = await names()
    const held = await holdsOf(`${group.drDataset}@${first}`)
    expect(held).toMatch(/^zfx:point:/)

    await rig.source.mustRun(`zfs rollback -r ${group.sourceDataset}@${first}`)
    await write('after-rollback', 1)
    await trouble.failedRun('diverged')
    const seen = await trouble.look()
    expect(seen).toMatchObject({
      matter: 'diverged',
      common: { snapshot_name: first },
      target: { points: [{ snapshot_name: second }] },
    })
    const job = await trouble.repair('keep_branch')
    expect(job).toMatchObject({ status: 'succeeded', result: { points_kept: 1, outcome: 'replicated' } })
    const branch = String(job.result?.['kept'])

    // The data of both branches is there, the holds came along, and nothing is mounted or writable.
    expect(await filesIn(rig.target, branch, second)).toEqual(['first', 'lost-by-rollback'])
    expect(await filesIn(rig.target, group.drDataset)).toEqual(['after-rollback', 'first'])
    expect(await holdsOf(`${group.drDataset}@${first}`)).toBe(held)
    expect(await holdsOf(`${branch}@${second}`)).toMatch(/^zfx:point:/)
    const properties = 'readonly,canmount,atime,mounted,origin,zfx:role'
    expect(await rig.target.mustRun(`zfs get -Ho value ${properties} ${group.drDataset} | tr '\\n' ' '`)).toBe(
      'on noauto off no - replica ',
    )
    await write('one-more', 1)
    await replicate()
    expect(await names()).toContain(first)
    expect(await names()).not.toContain(second)

    // As the wizard says: now that the replica has proved itself, the branch may go. The replica does not notice.
    await trouble.removeKept()
    expect((await rig.target.run(`zfs list ${branch}`)).code).not.toBe(0)
    expect((await trouble.look()).matter).toBe('none')
  })

  test('what was written to the replica is kept, not rolled back', async () => {
    await rig.target.mustRun(
      `zfs set readonly=off ${group.drDataset} && zfs mount ${group.drDataset} && echo x > /${group.drDataset}/intruder; zfs unmount ${group.drDataset}; zfs set readonly=on ${group.drDataset}; zpool sync`,
    )
    const before = await names()
    await trouble.failedRun('replica_modified')
    expect(await trouble.look()).toMatchObject({ matter: 'modified' })
    const job = await trouble.repair('keep_branch')
    expect(job).toMatchObject({ status: 'succeeded' })
    expect(await filesIn(rig.target, String(job.result?.['kept']))).toContain('intruder')
    expect(await filesIn(rig.target, group.drDataset)).not.toContain('intruder')
    expect(await names()).toEqual(expect.arrayContaining(before))
    await trouble.removeKept()
  })

  test('row 7: with nothing in common a new replica is seeded beside; killed in the middle, it goes on; the old one stays', async () => {
    const old = await names()
    await rig.source.mustRun(
      `for s in $(zfs list -Ho name -t snapshot,bookmark -d 1 ${group.sourceDataset}); do zfs destroy $s; done`,
    )
    expect(await trouble.look()).toMatchObject({ matter: 'no_common', common: null })
    await rig.source.limitLink(10)
    const id = await trouble.begin('reseed')
    await rig.target.mustRun(
      `for i in $(seq 300); do pid=$(pgrep -nxf 'zfs receive .*${group.drDataset}.seed_.*') && [ "$(awk '/^rchar/ { print $2 }' /proc/$pid/io)" -gt 1500000 ] && kill -KILL $pid && exit; sleep 0.1; done; exit 1`,
    )
    await trouble.until(id, ({ status }) => status === 'retrying')
    // The old replica is where it was for as long as the new one is not verified.
    expect(await rig.target.mustRun(`zfs list -Ho name -t snapshot -d 1 ${group.drDataset} | wc -l`)).toBe(
      `${old.length}`,
    )
    await rig.source.unlimitLink()
    const job = await trouble.until(id)
    expect(job).toMatchObject({ status: 'succeeded', result: { points_kept: old.length } })
    expect(Number(job.result?.['bytes_resumed'])).toBeGreaterThan(0)
    expect(await names()).toHaveLength(1)
    const kept = String(job.result?.['kept'])
    expect(await rig.target.mustRun(`zfs list -Ho name -t snapshot -d 1 ${kept} | wc -l`)).toBe(`${old.length}`)
    expect(await holdsOf(`${kept}@${old[0]}`)).toMatch(/^zfx:point:/)
    await write('after-reseed', 1)
    await replicate()
    expect(await filesIn(rig.target, group.drDataset)).toContain('after-reseed')
    await trouble.removeKept()
  })

  test('row 7: an older replica under another name is adopted by guid, and only the increment is sent', async () => {
    const preseeded = 'tank/replicas/divergence-disks'
    await rig.target.mustRun(
      `zfs rename -u ${group.drDataset} ${preseeded} && zfs set readonly=off ${preseeded} && for p in group role epoch; do zfs inherit zfx:$p ${preseeded}; done; zfs holds -H $(zfs list -Ho name -t snapshot -d 1 ${preseeded}) | while read -r s t _; do zfs release $t $s; done`,
    )
    const before = await names()
    await write('increment', 1)
    expect(await trouble.look()).toMatchObject({ matter: 'missing' })
    const job = await trouble.repair('adopt', preseeded)
    expect(job).toMatchObject({ status: 'succeeded', result: { adopted: preseeded, outcome: 'replicated' } })
    expect(Number(job.result?.['bytes_sent'])).toBeLessThan(2 * 1024 ** 2)
    expect((await rig.target.run(`zfs list ${preseeded}`)).code).not.toBe(0)
    const after = await names()
    expect(after).toEqual(expect.arrayContaining(before))
    for (const name of after) expect(await holdsOf(`${group.drDataset}@${name}`)).toMatch(/^zfx:point:/)
    expect(await rig.target.mustRun(`zfs get -Ho value readonly,zfx:role ${group.drDataset} | tr '\\n' ' '`)).toBe(
      'on replica ',
    )
  })

  test('a user that is not root keeps a branch; stopped half-way by a missing permission, it goes on once that is given', async () => {
    const mine = await delegatedGroup(rig, 'divergence-repl')
    const operator = repairer(rig, mine)
    await rig.source.mustRun(`head -c 1M /dev/urandom > /${mine.sourceDataset}/first && zpool sync`)
    expect(await rig.run(mine.id)).toMatchObject({ status: 'succeeded' })
    await rig.target.mustRun(`zfs snapshot ${mine.drDataset}@by-hand`)
    await rig.source.mustRun(`head -c 1M /dev/urandom > /${mine.sourceDataset}/second && zpool sync`)
    expect(await operator.look()).toMatchObject({ matter: 'diverged' })
    await rig.target.mustRun('zfs unallow -u repl promote tank/divergence-repl')
    const id = await operator.begin('keep_branch')
    const stopped = await operator.until(id, ({ status }) => status === 'needs_operator')
    expect(stopped.error).toMatchObject({
      code: 'permission_missing',
      message: expect.stringMatching(/repl lacks promote on /),
    })
    await rig.target.mustRun('zfs allow -u repl promote tank/divergence-repl')
    await call('POST', `/jobs/${id}/retry`, { token: rig.token })
    expect(await operator.until(id, ({ settled }) => settled)).toMatchObject({ status: 'succeeded' })
    expect(await filesIn(rig.target, mine.drDataset)).toEqual(['first', 'second'])
  })
})
