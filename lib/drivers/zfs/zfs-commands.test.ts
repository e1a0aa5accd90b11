import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { compressions } from '../../domain/group-enums.ts'
import { DatasetName, Guid, HoldTag, SnapshotName } from '../../domain/zfs-names.ts'
import type { ZfsChange } from '../../domain/zfs-state.ts'
import { applyManyCommand, parseApplyMany } from './apply-many-script.ts'
import { applyCommands, parseRefusal } from './apply-script.ts'
import { endTransferCommand, transferMarker } from './end-transfer-script.ts'
import { healthCommand } from './health-script.ts'
import { listBelowCommand } from './list-datasets.ts'
import { observeCommand } from './observe-script.ts'
import { receiveInline } from './receive-door.ts'
import { directCommand, parseSendStatus, relayCommand } from './send-script.ts'
import { surveyCommand } from './survey-script.ts'
import { PoolName } from '../../domain/zfs-names.ts'

const dataset = DatasetName.parse('tank/zfx/g1')
const snapshot = SnapshotName.parse('zfx_20260101T000000Z_000001')
const name = SnapshotName.parse('zfx_cursor_1')
const guid = Guid.parse('18446744073709551615')
const tag = HoldTag.parse('zfx:step:1')

const changes: ZfsChange[] = [
  { do: 'snapshot', datasets: [dataset], name: snapshot, properties: { 'zfx:note': `'; touch /tmp/pwned; '` } },
  { do: 'hold', dataset, snapshot, tag },
  { do: 'release', dataset, snapshot, tag },
  { do: 'bookmark', dataset, snapshot, name },
  { do: 'destroy_bookmark', dataset, name },
  { do: 'destroy_snapshot', dataset, snapshot, guid },
  { do: 'destroy_snapshot', dataset, snapshot, guid, releasing: tag },
  { do: 'abort_receive', dataset },
  { do: 'create_parents', dataset },
  { do: 'set_properties', dataset, properties: { 'zfx:role': 'primary' } },
  { do: 'rename_dataset', dataset, to: DatasetName.parse(`${dataset}.aside`), guid },
  {
    do: 'clone',
    dataset: DatasetName.parse(`${dataset}.clone`),
    origin: { dataset, snapshot, guid },
    properties: { readonly: 'on', canmount: 'noauto', atime: 'off', 'zfx:note': `'; touch /tmp/pwned; '` },
  },
  { do: 'promote', dataset, snapshot, guid },
  { do: 'clear_properties', dataset, names: ['zfx:role', 'zfx:group'] },
]
const hop = {
  host: '10.0.0.2',
  port: 22,
  username: 'repl',
  hostKey: Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIP5W6G99PGflRLwHP9cDkS8iQZbOrBbj5OnjKrqtoFcf', 'base64'),
}
const to = { name: snapshot, guid }
const steps = [
  { kind: 'send', from: null, to },
  { kind: 'send', from: { kind: 'bookmark', name, guid }, to },
  { kind: 'resume', token: '1-a-1-b', to },
] as const
const outgoing = steps.flatMap((step) =>
  compressions.map((compression) => ({ dataset, step, transferId: 'job-1', compression })),
)
const directs = outgoing.map((each) => directCommand(each, hop, dataset, 1_000_000))
const relays = outgoing.map(relayCommand)
const manyOrders =
  applyManyCommand([
    { changes, dataset },
    { changes: [], dataset },
  ]) ?? ''
const all = [
  ...applyCommands(changes).map(({ command }) => command),
  manyOrders,
  ...directs,
  ...relays,
  receiveInline({ transferId: 'job-1', replica: dataset, wire: 'zstd' }),
  observeCommand([dataset, dataset]),
  listBelowCommand(dataset),
  surveyCommand(dataset),
  healthCommand(PoolName.parse('tank'), dataset),
  endTransferCommand('recv', 'job-1'),
  endTransferCommand('send', 'job-1', { pid: 7, startTicks: 77 }),
]

/** Each `zfs` or `zpool` call in a script, up to where a shell sees its end. Quotes within quotes do not matter here. */
function calls(command: string): string[][] {
  // Words that are only said, as in a refusal, are no calls.
  const silent = command.replaceAll(/\b(refuse|has|lacks|for tool in) [^;\n]*/g, '')
  const simple = silent.replaceAll(/['"\\]/g, '').split(/[;|&\n(){}<>]+/)
  return simple.flatMap((line) => {
    const words = line.trim().split(/\s+/)
    const at = words.findIndex((word) => word === 'zfs' || word === 'zpool')
    return at < 0 ? [] : [words.slice(at)]
  })
}

test('no command destroys, rolls back or sends more than it names', () => {
  const seen = all.flatMap(calls)
  expect(new Set(seen.map(([, verb]) => verb))).toEqual(
    new Set(
      'snapshot hold release bookmark destroy receive create set inherit send get list holds allow version status rename clone promote'.split(
        ' ',
      ),
    ),
  )
  for (const [tool, verb, ...words] of seen) {
    const options = words.filter((word) => /^-[A-Za-z]+$/.test(word))
    const call = [tool, verb, ...options].join(' ')
    expect(call).not.toMatch(/ -\w*[FR]/)
    // For these -p only makes numbers exact.
    if (!['get', 'list'].includes(verb ?? '')) expect(call).not.toMatch(/ -\w*[rp]/)
    if (verb === 'destroy') expect(options).toEqual([])
  }
})

test('a receive is resumable, unmounted, read-only, and takes no mountpoint or share from the stream', () => {
  expect(receiveInline({ transferId: 'job-1', replica: dataset, wire: 'plain' })).toContain(
    'zfs receive -s -u -x mountpoint -x sharenfs -o readonly=on -o canmount=noauto -o atime=off "$dataset"',
  )
})

test('a send asks the target in words only', () => {
  for (const [index, command] of directs.entries()) {
    expect(command).toContain(`zfx-receive receive job-1 tank/zfx/g1 ${index % 2 === 0 ? 'plain' : 'zstd'}`)
    expect(command).not.toContain('zfs receive')
  }
  for (const sends of [directs, relays]) {
    expect(sends[0]).toContain('zfs send -Lec -v -P tank/zfx/g1@')
    expect(sends[1]).toContain('zfs send -Le -v -P tank/zfx/g1@')
    expect(sends[4]).toContain('zfs send -v -P -t 1-a-1-b')
  }
})

test('every script is one that a shell can read', () => {
  for (const command of all) {
    // Replaced below, so that nothing here is really run.
    expect(command).toMatch(/^exec (sh|bash) -c '/)
    execFileSync('sh', ['-n', '-c', command])
    const inner = execFileSync('sh', ['-c', `${command.replace(/^exec/, 'set --')}; printf '%s' "$3"`], {
      encoding: 'utf8',
    })
    execFileSync('bash', ['-n', '-c', inner])
  }
})

test('the hop to the target knows its key and touches no file', () => {
  for (const relay of relays) expect(relay).not.toMatch(/\bssh\b/)
  expect(directs[0]).toContain('StrictHostKeyChecking=yes')
  expect(directs[0]).toContain('UserKnownHostsFile=/dev/null')
  expect(directs[0]).toContain(
    '/bin/echo zerfaux-target ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP5W6G99PGflRLwHP9cDkS8iQZbOrBbj5OnjKrqtoFcf',
  )
})

test('many changes become several scripts, none longer than Linux takes', () => {
  const many = Array.from({ length: 2500 }, (): ZfsChange => ({ do: 'destroy_snapshot', dataset, snapshot, guid }))
  const scripts = applyCommands(many)
  expect(scripts.length).toBeGreaterThan(1)
  for (const { command } of scripts) expect(command.length).toBeLessThan(128 * 1024)
  expect(scripts.map(({ first }) => first)).toEqual(scripts.map(({ first }) => first).toSorted((a, b) => a - b))
  const lines = scripts.map(({ command }) => command.split('\n').filter((line) => line.startsWith('n=')).length)
  expect(lines.reduce((sum, count) => sum + count, 0)).toBe(2500)
  expect(scripts[1]?.first).toBe(lines[0])
})

test('which change was refused, and the exit codes of both ends', () => {
  expect(parseRefusal('\u001e3\ncannot hold: permission denied\n')).toEqual({
    change: 3,
    said: 'cannot hold: permission denied',
  })
  expect(parseRefusal('')).toBeNull()
  expect(parseSendStatus('\u001e0 255\n')).toEqual([0, 255])
  expect(parseSendStatus('')).toBeNull()
})

test('a transfer’s id cannot carry anything but a name', () => {
  expect(() => transferMarker('send', 'a b')).toThrow(/letters, digits/)
})

test('of several orders each outcome is told apart, and a script that broke off is not believed', () => {
  const stdout = '\u001d1 1\n\u001e2\ncannot hold\n\n\u001d0 0\n\n\u001dend\nlook'
  const parsed = parseApplyMany(stdout)
  expect(parsed?.look).toBe('look')
  expect(parsed?.outcomes.get(0)?.exitCode).toBe(0)
  const refused = parsed?.outcomes.get(1)
  expect(refused?.exitCode).toBe(1)
  expect(parseRefusal(refused?.stdout ?? '')).toEqual({ change: 2, said: 'cannot hold' })
  expect(parseApplyMany(stdout.slice(0, 20))).toBeNull()
  expect(applyManyCommand(Array(200).fill({ changes, dataset }))).toBeNull()
})
