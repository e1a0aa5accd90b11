import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SnapshotName } from '../../../lib/domain/zfs-names.ts'
import type { SendStep } from '../../../lib/domain/zfs-state.ts'
import type { ZfsRig } from '../../../lib/drivers/zfs/zfs-contract-bench.ts'
import type { Way } from '../../../lib/drivers/zfs/zfs-driver.ts'
import { labAppliance } from '../lab.ts'
import { makeZfsRig } from './zfs-rig.ts'

const b = labAppliance('b')
const MIB = 1024 ** 2
const ONE = SnapshotName.parse('zfx_20260101T000000Z_000001')

let rig: ZfsRig
beforeEach(async () => {
  rig = await makeZfsRig('transport-relay')
})
afterEach(() => rig.dispose())

async function take() {
  await rig.source.apply([{ do: 'snapshot', datasets: [rig.dataset], name: ONE, properties: {} }])
  const to = (await rig.source.observe(rig.dataset))?.snapshots[0]
  if (!to) throw new Error('no snapshot')
  return to
}

/** A sender of its own: 12 MiB at this rate take 6 s, and the appliance could give them in one. */
function relayInChild(to: SendStep['to'], token = '') {
  const script = fileURLToPath(new URL('zfs-send-child.ts', import.meta.url))
  const what = [rig.dataset, rig.replica, to.name, to.guid, 'relay-1', 'relay', '2000000', token]
  const child = spawn(process.execPath, [script, ...what], { stdio: ['ignore', 'pipe', 'inherit'] })
  return { child, lines: createInterface(child.stdout) }
}

const arrived = async (to: SendStep['to']) =>
  (await rig.target.observe(rig.replica))?.snapshots.some(({ guid }) => guid === to.guid)

test('a relay needs no link, and is resumed after its process was killed', async () => {
  const to = await take()
  await rig.withoutLink(async () => {
    const first = relayInChild(to)
    for await (const line of first.lines) if (Number(line) > 6 * MIB) break
    first.child.kill('SIGKILL')
    // Nothing else ends them: the one who could has gone.
    await expect.poll(() => rig.running(), { timeout: 20_000, interval: 500 }).toEqual([])
    const token = (await rig.target.observe(rig.replica))?.receiveResumeToken ?? ''
    expect(token).not.toBe('')

    const second = relayInChild(to, token)
    const said: string[] = []
    second.lines.on('line', (line) => said.push(line))
    expect(await once(second.child, 'close')).toEqual([0, null])
    expect(Math.max(...said.map(Number))).toBeLessThan(11 * MIB)
    expect(await arrived(to)).toBe(true)
  })
})

test.each<Way>([
  { transport: 'direct', compression: 'blocks' },
  { transport: 'relay', compression: 'zstd' },
])('mbuffer is used where it is, and missed by nobody where it is not: $transport, $compression', async (way) => {
  const to = await take()
  /** @returns how many mbuffers ran on the target, time and again until all was sent */
  const send = async (transferId: string): Promise<number[]> => {
    const counts: number[] = []
    let sent = false
    const sending = rig.source
      .send(
        rig.dataset,
        { kind: 'send', from: null, to },
        { appliance: rig.target, dataset: rig.replica, transferId, way },
        {
          signal: new AbortController().signal,
          onBytes: () => {},
          stallSeconds: 60,
          allowedBytesPerSecond: async () => 3_000_000,
        },
      )
      .finally(() => (sent = true))
    while (!sent) counts.push(Number((await b.run('pgrep -c mbuffer')).stdout))
    await sending
    return counts
  }

  expect(Math.max(...(await send('with-mbuffer')))).toBeGreaterThan(0)
  expect(await arrived(to)).toBe(true)

  await b.mustRun(`zfs destroy -r ${rig.replica}`)
  const counts: number[] = []
  await rig.lacking('source', 'mbuffer', () =>
    rig.lacking('target', 'mbuffer', async () => void counts.push(...(await send('without')))),
  )
  expect(counts.length).toBeGreaterThan(0)
  expect(Math.max(...counts)).toBe(0)
  expect(await arrived(to)).toBe(true)
})
