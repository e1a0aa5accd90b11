/**
 * A relay through this machine against `ssh a zfs send | ssh b zfs receive` through this machine, in
 * turns. OpenSSH picks its cipher itself once, and once takes the one that we take.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { shellQuote } from '../../lib/drivers/zfs/shell-quote.ts'
import { labAppliance, type LabAppliance } from '../lab/lab.ts'

const run = promisify(execFile)
const MIB = 1024 ** 2
const folder = 'relaybench'
const contenders = ['ssh | ssh', 'ssh | ssh, aes128-gcm', 'Zerfaux'] as const
type Contender = (typeof contenders)[number]

const Once = z.object({ seconds: z.number(), before: z.number(), rss: z.number(), buffers: z.number() })
type Once = z.infer<typeof Once>

export async function measureRelay({ rounds = 5, mebibytes = 100 } = {}): Promise<string> {
  const [a, b] = [labAppliance('a'), labAppliance('b')]
  const [home, dr] = await Promise.all([a.freshDataset(folder), b.freshDataset(folder)])
  const took = new Map<Contender, number[]>(contenders.map((contender) => [contender, []]))
  const ours: Once[] = []
  const snapshot = 'zfx_20260101T000000Z_000001'
  try {
    await a.mustRun(
      `zfs create ${home}/g1 && head -c ${mebibytes * MIB} /dev/urandom > /${home}/g1/disk && zfs snapshot ${home}/g1@${snapshot}`,
      { timeoutMs: 300_000 },
    )
    for (let round = 0; round < rounds; round++) {
      // Whoever goes first does not always do so.
      for (const contender of [...contenders.slice(round % 3), ...contenders.slice(0, round % 3)]) {
        const replica = `${dr}/r${round}_${contenders.indexOf(contender)}`
        if (contender === 'Zerfaux') {
          const once = await relayOnce(`${home}/g1`, replica, snapshot)
          ours.push(once)
          took.get(contender)?.push(once.seconds)
        } else {
          const cipher = contender === 'ssh | ssh' ? [] : ['-c', 'aes128-gcm@openssh.com']
          const send = ssh(a.info(), cipher, `zfs send -Lec ${home}/g1@${snapshot}`)
          const receive = ssh(b.info(), cipher, `zfs receive -s -u ${replica}`)
          const started = performance.now()
          await run('bash', ['-c', `set -o pipefail; ${send} | ${receive}`], { timeout: 300_000 })
          took.get(contender)?.push((performance.now() - started) / 1000)
        }
        await b.mustRun(`zfs destroy -r ${replica}; zpool sync`)
      }
    }
    return report(took, ours, rounds, mebibytes)
  } finally {
    await Promise.all([a.freshDataset(folder), b.freshDataset(folder)])
  }
}

async function relayOnce(...args: string[]): Promise<Once> {
  const script = join(import.meta.dirname, 'relay-once.ts')
  const { stdout } = await run(process.execPath, ['--max-semi-space-size=8', script, ...args], { timeout: 300_000 })
  return Once.parse(JSON.parse(stdout))
}

function ssh({ host, port, username, private_key_path: key }: LabAppliance, more: string[], command: string): string {
  const options = ['BatchMode=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR']
  const flags = options.flatMap((option) => ['-o', option])
  const to = `${username}@${host}`
  return shellQuote(['ssh', '-F', '/dev/null', ...flags, ...more, '-i', key, '-p', String(port), to, command])
}

function report(took: Map<Contender, number[]>, ours: Once[], rounds: number, mebibytes: number): string {
  const seconds = (contender: Contender) => median(took.get(contender) ?? [])
  const rows = contenders.map((contender) => {
    const ratio = (seconds('ssh | ssh') / seconds(contender)).toFixed(2)
    const mib = (mebibytes / seconds(contender)).toFixed(1)
    return `| \`${contender.replace('|', '\\|')}\` | ${seconds(contender).toFixed(2)} | ${mib} | ${ratio} |`
  })
  const most = (pick: (once: Once) => number) => (Math.max(...ours.map(pick)) / MIB).toFixed(0)
  return [
    `${mebibytes} MiB, medians of ${rounds} rounds in turns.`,
    '',
    '| | s | MiB/s | throughput / `ssh \\| ssh` |',
    '|---|---|---|---|',
    ...rows,
    '',
    `Our process at most: ${most(({ rss }) => rss)} MiB resident, ${most(({ rss, before }) => rss - before)} MiB more than before the stream; ${most(({ buffers }) => buffers)} MiB in buffers.`,
  ].join('\n')
}

const median = (values: readonly number[]) =>
  values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)] ?? Number.NaN

if (import.meta.main) console.log(await measureRelay())
