import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ZerfauxError } from '../../../lib/domain/errors.ts'
import { DatasetName, SnapshotName } from '../../../lib/domain/zfs-names.ts'
import type { SendStep } from '../../../lib/domain/zfs-state.ts'
import { probeSshHost } from '../../../lib/drivers/zfs/probe-ssh-host.ts'
import { makeReceiveKey } from '../../../lib/drivers/zfs/receive-key.ts'
import { SshZfsDriver } from '../../../lib/drivers/zfs/ssh-zfs-driver.ts'
import { requiredPermissions } from '../../../lib/drivers/zfs/zfs-permissions.ts'
import { directly, type Watch, type ZfsDriver } from '../../../lib/drivers/zfs/zfs-driver.ts'
import type { ZfsRig } from '../../../lib/drivers/zfs/zfs-contract-bench.ts'
import { labAppliance, type ApplianceHandle } from '../lab.ts'
import { labSite } from './lab-site.ts'
import { makeZfsRig } from './zfs-rig.ts'

const [a, b] = [labAppliance('a'), labAppliance('b')]
const ONE = SnapshotName.parse('zfx_20260101T000000Z_000001')

// 12 MiB then take 10 s. The sender counts what still waits in buffers: less than this may not have arrived at all.
const SLOW_MBIT = 10
const UNDER_WAY = 4_000_000

let rig: ZfsRig
let extra: ZfsDriver[]
beforeEach(async () => {
  extra = []
  rig = await makeZfsRig('zfs-transport')
})
afterEach(async () => {
  await a.unlimitLink()
  await Promise.all([rig.dispose(), ...extra.map((driver) => driver.close())])
})

async function fullStep(): Promise<SendStep> {
  await rig.source.apply([{ do: 'snapshot', datasets: [rig.dataset], name: ONE, properties: {} }])
  const to = (await rig.source.observe(rig.dataset))?.snapshots[0]
  if (!to) throw new Error('no snapshot')
  return { kind: 'send', from: null, to }
}

function send(
  step: SendStep,
  watch: Partial<Watch> = {},
  target: ZfsDriver = rig.target,
  transferId: string = randomUUID(),
): Promise<void> {
  const to = { appliance: target, dataset: rig.replica, transferId, way: directly }
  return rig.source.send(rig.dataset, step, to, {
    signal: new AbortController().signal,
    onBytes: () => {},
    stallSeconds: 60,
    ...watch,
  })
}

async function resume(to: SendStep['to']): Promise<void> {
  const token = (await rig.target.observe(rig.replica))?.receiveResumeToken
  if (!token) throw new Error('no resume token')
  await send({ kind: 'resume', token, to })
  expect((await rig.target.observe(rig.replica))?.snapshots.map(({ guid }) => guid)).toEqual([to.guid])
}

const processes = (appliance: ApplianceHandle) =>
  appliance.mustRun(`pgrep -af 'zfx-(send|recv)-|zfs (send|receive)' | grep -v pgrep || true`)
const refusal = (act: Promise<unknown>) =>
  act.then(
    () => null,
    (error: unknown) => (error instanceof ZerfauxError ? error : Promise.reject(error)),
  )

describe('what a transfer leaves behind', () => {
  test('no key, no known_hosts, no configuration, no process on either appliance', async () => {
    const files = (appliance: ApplianceHandle) =>
      appliance.mustRun(
        `find /root /home /tmp /var/tmp /etc/ssh -type f -o -type s | sort | xargs cksum 2>/dev/null; find /tmp /root -type s`,
      )
    const before = await Promise.all([files(a), files(b)])
    await send(await fullStep())
    await rig.dispose()
    await expect.poll(() => Promise.all([files(a), files(b)]), { timeout: 10_000 }).toEqual(before)
    expect(await Promise.all([processes(a), processes(b)])).toEqual(['', ''])
  })
})

describe('the forwarded agent', () => {
  test('serves nobody but the transfer, and nobody after it', async () => {
    const step = await fullStep()
    await a.limitLink(SLOW_MBIT)
    const moving = Promise.withResolvers<void>()
    const sending = send(step, { onBytes: (bytes) => bytes > UNDER_WAY && moving.resolve() })
    await Promise.race([moving.promise, sending])
    const socket = await a.mustRun(`tr '\\0' '\\n' < /proc/$(pgrep -nx ssh)/environ | sed -n 's/^SSH_AUTH_SOCK=//p'`)
    expect(socket).toMatch(/^\/tmp\/ssh-/)
    const tryAs = (user: string, host: string) =>
      a.run(
        `SSH_AUTH_SOCK=${socket} ssh -F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR ${user}@${host} id`,
      )
    const [otherUser, sameAgain, otherHost] = [
      await tryAs('repl', '10.77.0.2'),
      await tryAs('root', '10.77.0.2'),
      await tryAs('root', '10.77.0.1'),
    ]
    for (const { code, stderr } of [otherUser, sameAgain, otherHost]) {
      expect(code).toBe(255)
      expect(stderr).toMatch(/Permission denied|sign_and_send_pubkey/)
    }
    await sending

    const after = await a.run(`SSH_AUTH_SOCK=${socket} ssh-add -l`)
    expect(after.code).not.toBe(0)
    expect(after.stdout).not.toContain('SHA256:')
  })

  test('serves a target that is signed in to by password as well: what is lent is another key', async () => {
    const { password, password_username: username } = b.info()
    const folder = rig.replica.replace(/\/g1$/, '')
    await b.mustRun(`zfs allow -u ${username} ${requiredPermissions.target.join(',')} ${folder}`)
    const target = new SshZfsDriver({ ...labSite(b.info(), 'b'), username, signIn: { password } })
    extra.push(target)
    const step = await fullStep()
    await send(step, {}, target)
    expect((await target.observe(rig.replica))?.snapshots.map(({ guid }) => guid)).toEqual([step.to.guid])
  })

  test('is not lent where the receive key is missing or unknown there, and the way out is told', async () => {
    const without = new SshZfsDriver({ ...labSite(b.info(), 'b'), receive: null })
    const { privateKey } = makeReceiveKey('nobody')
    const unknown = new SshZfsDriver({
      ...labSite(b.info(), 'b'),
      receive: { privateKey, prefix: DatasetName.parse('tank/dr') },
    })
    extra.push(without, unknown)
    const step = await fullStep()
    expect(await refusal(send(step, {}, without))).toMatchObject({ code: 'precondition_failed' })
    const error = await refusal(send(step, {}, unknown))
    expect(error).toMatchObject({ code: 'precondition_failed' })
    expect(error?.hint).toMatch(
      /authorized_keys of root: restrict,command="\S+ tank\/dr" ssh-ed25519 \S+ zerfaux-receive/,
    )
  })
})

describe('host keys', () => {
  test('a host with another key than the pinned one is refused, naming both', async () => {
    const pinned = a.info().host_key_sha256
    const driver = new SshZfsDriver({ ...labSite(b.info(), 'b'), hostKeySha256: pinned })
    const error = await refusal(driver.observe(rig.replica))
    expect(error).toMatchObject({ code: 'identity_changed' })
    expect(error?.message).toContain(pinned)
    expect(error?.message).toContain(b.info().host_key_sha256)
  })

  test('what answers at the replication address must be the target', async () => {
    const wrongAddress = { host: a.info().replication_address, port: 22 }
    const target = new SshZfsDriver({ ...labSite(b.info(), 'b'), replicationAddress: wrongAddress })
    extra.push(target)
    expect(await refusal(send(await fullStep(), {}, target))).toMatchObject({ code: 'identity_changed' })
    expect(await rig.target.observe(rig.replica)).toBeNull()
  })

  test('a probe shows the keys without signing in', async () => {
    const { host, port, host_key_sha256 } = b.info()
    expect((await probeSshHost({ host, port })).hostKeys.map(({ sha256 }) => sha256)).toContain(host_key_sha256)
    expect(await refusal(probeSshHost({ host, port: 1 }))).toMatchObject({ code: 'unreachable' })
  })
})

describe('what breaks in mid-transfer', () => {
  test('the orchestrator is killed: the pipeline ends by itself, and another goes on', async () => {
    const step = await fullStep()
    await a.limitLink(SLOW_MBIT)
    const script = fileURLToPath(new URL('zfs-send-child.ts', import.meta.url))
    const child = spawn(process.execPath, [script, rig.dataset, rig.replica, step.to.name, step.to.guid, 'killed-1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const line of createInterface(child.stdout)) if (Number(line) > UNDER_WAY) break
    child.kill('SIGKILL')
    await expect
      .poll(() => Promise.all([processes(a), processes(b)]), { timeout: 20_000, interval: 500 })
      .toEqual(['', ''])
    await a.unlimitLink()
    await resume(step.to)
  })

  test('the link is cut: it fails as unreachable, the token is there, and the rest is sent', async () => {
    const step = await fullStep()
    await a.limitLink(SLOW_MBIT)
    const moving = Promise.withResolvers<void>()
    const sending = refusal(send(step, { onBytes: (bytes) => bytes > UNDER_WAY && moving.resolve() }))
    await Promise.race([moving.promise, sending])
    await b.cutLink()
    try {
      expect(await sending).toMatchObject({ code: 'unreachable' })
      expect(await Promise.all([processes(a), processes(b)])).toEqual(['', ''])
    } finally {
      await b.restoreLink()
    }
    await a.unlimitLink()
    await resume(step.to)
  })

  test('no byte for the agreed time ends it', async () => {
    const step = await fullStep()
    await a.limitLink(SLOW_MBIT)
    const moving = Promise.withResolvers<void>()
    const sending = refusal(send(step, { stallSeconds: 4, onBytes: (bytes) => bytes > UNDER_WAY && moving.resolve() }))
    await Promise.race([moving.promise, sending])
    await a.mustRun('kill -STOP $(pgrep -x ssh)')
    const error = await sending
    expect(error).toMatchObject({ code: 'unreachable' })
    expect(error?.message).toMatch(/no byte for 4 s/)
    expect(await Promise.all([processes(a), processes(b)])).toEqual(['', ''])
  })

  test('an earlier attempt of the same transfer is ended first', async () => {
    const step = await fullStep()
    await a.limitLink(SLOW_MBIT)
    const moving = Promise.withResolvers<void>()
    const first = refusal(
      send(step, { onBytes: (bytes) => bytes > UNDER_WAY && moving.resolve() }, rig.target, 'twice-1'),
    )
    await Promise.race([moving.promise, first])
    const second = new SshZfsDriver(labSite(a.info(), 'a'))
    extra.push(second)
    const to = { appliance: rig.target, dataset: rig.replica, transferId: 'twice-1', way: directly }
    const watch = { signal: new AbortController().signal, onBytes: () => {}, stallSeconds: 60 }
    expect(await refusal(second.send(rig.dataset, step, to, watch))).toMatchObject({ code: 'busy' })
    expect(await first).toMatchObject({ code: 'unreachable' })
    await a.unlimitLink()
    await resume(step.to)
  })
})
