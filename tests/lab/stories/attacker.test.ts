import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withWorker } from '../../api/worker.ts'
import { Attacker, destructive } from './attacker.ts'
import { makeProductRig, type ProductRig } from './product-rig.ts'

withWorker()

let rig: ProductRig
let group: Awaited<ReturnType<ProductRig['makeGroup']>>
let attacker: Attacker
let before: string[]
let points: { snapshot: string; tag: string }[]

const write = () =>
  rig.source.mustRun(`head -c 1M /dev/urandom > /${group.sourceDataset}/disk-$RANDOM.vmdk; zpool sync`)

/** Each recovery point on the target: name, guid, holds, and a checksum over all that it holds. */
async function recoveryPoints(): Promise<string[]> {
  const text = await rig.target.mustRun(`
    for s in $(zfs list -Hp -t snapshot -o name -s createtxg ${group.drDataset}); do
      printf '%s %s %s %s\\n' "$s" "$(zfs get -Hpo value guid $s)" "$(zfs holds -H $s | cut -f 2 | sort | tr '\\n' ,)" "$(zfs send -Le $s | sha256sum | cut -c -16)"
    done`)
  return text.split('\n').filter(Boolean)
}

async function expectIntact(): Promise<void> {
  const now = await recoveryPoints()
  expect(now.slice(0, before.length)).toEqual(before)
}

const first = () => points[0]?.snapshot ?? ''
const newest = () => before.at(-1)?.split(' ')[0]?.split('@')[1] ?? ''
const replica = () => group.drDataset
const receive = (dataset: string, id = 'evil-1') => `zfx-receive receive ${id} ${dataset} plain`

beforeAll(async () => {
  rig = await makeProductRig()
  group = await rig.makeGroup('attacked')
  attacker = new Attacker(rig.source)
  for (let round = 0; round < 3; round++) {
    await write()
    expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })
  }
  before = await recoveryPoints()
  points = before.map((line) => {
    const [name = '', , tag = ''] = line.split(' ')
    return { snapshot: name.split('@')[1] ?? '', tag: tag.replace(/,$/, '') }
  })
  expect(points).toHaveLength(3)
  for (const { tag } of points) expect(tag).toMatch(/^zfx:point:/)
})
afterAll(() => attacker.leave())

describe('root on the source, in the middle of a transfer', () => {
  let running: ReturnType<ProductRig['run']>

  beforeAll(async () => {
    await write()
    await attacker.lieInWait()
    running = rig.run(group.id, undefined, 240)
    await attacker.caught()
  })

  test('has a connection of its own, and learns no more than the words of the request', async () => {
    expect(await attacker.seen('check')).toContain('zerfaux-receive-door')
    expect(await attacker.seen('request')).toMatch(new RegExp(`^zfx-receive receive [A-Za-z0-9-]+ ${replica()} plain$`))
    expect(await attacker.seen('environment')).not.toMatch(/PRIVATE|KEY=/)
  })

  test('finds no other key in the agent, and no second signature', async () => {
    const socket = await attacker.seen('socket')
    expect(socket).toMatch(/^\/tmp\/ssh-/)
    const keys = (await attacker.run(`SSH_AUTH_SOCK=${socket} ssh-add -L`)).stdout
    const { receive_public_key: key } = await rig.get(`/targets/${rig.ids.b.target}`)
    const words = String(key).split(' ').slice(0, 2).join(' ')
    expect(
      keys
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual([words])
    for (const [user, host] of [
      ['root', '10.77.0.2'],
      ['repl', '10.77.0.2'],
      ['root', '10.77.0.1'],
    ] as const)
      expect((await attacker.withAgent(socket, user, host, 'id')).code).toBe(255)
  })

  test('destroys, releases, renames and rolls back nothing', async () => {
    for (const request of [
      ...destructive(replica(), first(), points[0]?.tag ?? ''),
      `zfs receive -F ${replica()}`,
      'sh',
      '',
      'internal-sftp',
      'scp -t /root',
      `${receive(replica())} -F`,
      `zfx-receive receive evil-1 -F ${replica()} plain`,
      `${receive(replica())}; zfs destroy -R ${replica()}`,
      `zfx-receive check\nzfs destroy -R ${replica()}`,
      `zfx-receive receive $(zfs$IFS${'destroy'}) ${replica()} plain`,
    ]) {
      const { code, stderr } = await attacker.over(request)
      expect([request, code, stderr]).toEqual([request, 77, expect.stringMatching(/^zerfaux-door \d+: refused: .+/)])
    }
    await expectIntact()
  })

  test('gets neither files nor ports nor a terminal', async () => {
    expect((await attacker.over('sftp', { options: '-s' })).code).not.toBe(0)
    const forward = await attacker.over('', { options: '-W 127.0.0.1:22' })
    expect([forward.code, forward.stdout]).toEqual([expect.any(Number), expect.not.stringContaining('SSH-2.0')])
    expect((await attacker.over('', { options: '-O forward -R 2222:127.0.0.1:22' })).code).not.toBe(0)
    const terminal = await attacker.over('tty', { options: '-tt' })
    expect([terminal.code === 0, terminal.stdout]).toEqual([false, expect.not.stringContaining('/dev/pts')])
    await expectIntact()
  })

  test('does not keep the honest round from ending well', async () => {
    await attacker.letGo()
    expect(await running).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })
    await expectIntact()
    before = await recoveryPoints()
    expect(before).toHaveLength(4)
  })
})

describe('as long as that connection stays open', () => {
  test('no stream loses a recovery point', async () => {
    const { sourceDataset: own } = group
    const [one = '', two = '', three = ''] = points.map(({ snapshot }) => snapshot)
    const evil = 'tank/evil'
    const onSource = (command: string) => rig.source.mustRun(command)
    await onSource(
      `zfs destroy -r ${evil} 2>/dev/null; zfs create -o mountpoint=/evil ${evil} && head -c 200000 /dev/urandom > /evil/x && zfs snapshot ${evil}@${one} && zfs set zfx:role=primary ${evil} && zfs snapshot ${evil}@later`,
    )
    // The same snapshots as the target's, of which a package would rename one and leave one out; and a branch of them.
    await onSource(
      `zfs send -R ${own}@${three} | zfs receive -u ${evil}/copy && zfs rename ${evil}/copy@${two} gone && zfs destroy ${evil}/copy@${one} && zfs snapshot ${evil}/copy@later
       zfs send ${own}@${one} | zfs receive -o mountpoint=/evil/branch ${evil}/branch && head -c 100000 /dev/urandom > /evil/branch/x && zfs snapshot ${evil}/branch@later`,
    )
    const refused = [
      ['a full stream onto a replica', `zfs send ${evil}@${one}`],
      ['an increment of another history', `zfs send -i @${one} ${evil}@later`],
      ['a branch from an older point', `zfs send -i @${one} ${evil}/branch@later`],
      ['a package', `zfs send -R ${evil}/copy@later`],
      ['a package that renames a recovery point', `zfs send -R -I @gone ${evil}/copy@later`],
      ['properties', `zfs send -p ${evil}@later`],
      ['noise', 'head -c 100000 /dev/urandom'],
      ['half a record', `zfs send ${evil}@${one} | head -c 100`],
    ] as const
    for (const [what, stdin] of refused) {
      const { code } = await attacker.over(receive(replica()), { stdin })
      expect([what, code === 0]).toEqual([what, false])
    }
    await expectIntact()
    expect((await attacker.over(receive('tank/../tank/replicas/x'), { stdin: `zfs send ${evil}@${one}` })).code).toBe(
      77,
    )
    // Beside the replicas it may leave litter, and properties of its own do not come along.
    const litter = `${replica()}-litter`
    await rig.target.run(`zfs destroy -r ${litter}`)
    expect((await attacker.over(receive(litter), { stdin: `zfs send -p ${evil}@${one}` })).code).toBe(77)
    expect((await attacker.over(receive(litter), { stdin: `zfs send ${evil}@${one}` })).code).toBe(0)
    expect(await rig.target.mustRun(`zfs get -Hpo value mounted,canmount,readonly,zfx:role ${litter}`)).toBe(
      'no\nnoauto\non\n-',
    )
    await rig.target.mustRun(`zfs destroy -r ${litter}`)
    await onSource(`zfs destroy -r ${evil}`)
    await expectIntact()
  })

  test('nothing that opens the target lies on the source', async () => {
    const found = await attacker.run(
      `find /root /home /tmp /var/tmp /run /etc/ssh -newer /root/evil/start -type f ! -path '/root/evil/*' 2>/dev/null | grep -v '^/run/' ; grep -rl 'PRIVATE KEY' /root /home /tmp /var/tmp /run 2>/dev/null`,
    )
    expect(found.stdout).toBe('')
    // sshd keeps the socket for as long as we stay signed in; nobody answers behind it.
    const agent = await attacker.run(`SSH_AUTH_SOCK=${await attacker.seen('socket')} ssh-add -L`)
    expect([agent.code === 0, agent.stdout]).toEqual([false, expect.not.stringContaining('ssh-')])
  })

  test('a half-sent stream that it leaves in the replica does not stop the next round', async () => {
    const { sourceDataset: own } = group
    await write()
    await rig.source.mustRun(`zfs snapshot ${own}@half`)
    await attacker.over(receive(replica(), 'evil-2'), {
      stdin: `zfs send -i @${newest()} ${own}@half | head -c 400000`,
    })
    await rig.source.mustRun(`zfs destroy ${own}@half`)
    expect(await rig.target.mustRun(`zfs get -Ho value receive_resume_token ${replica()}`)).not.toBe('-')
    expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })
    await expectIntact()
    before = await recoveryPoints()
  })

  test('what it puts on top of a replica stops the next round with a clear word, and harms nothing', async () => {
    const { sourceDataset: own } = group
    const poison = 'zfx_20990101T000000Z_999999'
    await write()
    await rig.source.mustRun(`zfs snapshot ${own}@${poison}`)
    const pushed = await attacker.over(receive(replica(), 'evil-3'), {
      stdin: `zfs send -i @${newest()} ${own}@${poison}`,
    })
    await rig.source.mustRun(`zfs destroy ${own}@${poison}`)
    expect(pushed).toMatchObject({ code: 0 })
    await attacker.leave()
    await expectIntact()
    await write()
    const job = await rig.run(group.id, ({ status }) => status === 'needs_operator')
    expect(job.error).toMatchObject({ code: 'diverged', hint: expect.stringMatching(/\w+/) })
    await rig.post(`/jobs/${job.id}/cancel`)
    await expectIntact()
    // What a person does about it, and the next round goes on.
    await rig.target.mustRun(`zfs rollback -r ${replica()}@${newest()}`)
    expect(await rig.run(group.id)).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })
    await expectIntact()
  })
})
