import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { endTransferCommand } from './end-transfer-script.ts'
import { remoteScript } from './remote-script.ts'

const started: ChildProcess[] = []
afterEach(() => started.splice(0).forEach((child) => child.kill('SIGKILL')))

/** In a process group of its own, as sshd starts each command. */
async function start(command: string): Promise<{ child: ChildProcess; record: { pid: number; startTicks: number } }> {
  const child = spawn('sh', ['-c', command], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  started.push(child)
  await once(child.stdout ?? child, 'data')
  const pid = child.pid ?? 0
  const startTicks = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19])
  return { child, record: { pid, startTicks } }
}

/** Whoever has ended and waits to be reaped does not count. */
function livingIn(group: number | undefined): string[] {
  const processes = spawnSync('ps', ['-A', '-o', 'pgid=,stat=,args='], { encoding: 'utf8' }).stdout.split('\n')
  return processes.map((line) => line.trim()).filter((line) => new RegExp(`^${group}\\s+[^Z]`).test(line))
}

const end = (record?: { pid: number; startTicks: number }) =>
  spawnSync('sh', ['-c', endTransferCommand('recv', 'end-test-1', record)], { timeout: 15_000 }).status

test('ends what carries the transfer’s name, with or without a record of it', async () => {
  for (const withRecord of [true, false]) {
    const { child, record } = await start(remoteScript('sh', 'zfx-recv-end-test-1', 'echo up; sleep 60; true'))
    const ended = once(child, 'exit')
    expect(end(withRecord ? record : undefined)).toBe(0)
    await ended
    expect(child.signalCode).toBe('SIGTERM')
  }
})

test('a frozen process is ended too, when who carries the name is long gone', async () => {
  const frozen = '{ trap "" TERM; kill -s STOP $(exec sh -c \'echo $PPID\'); sleep 60; }'
  const { child } = await start(remoteScript('sh', 'zfx-recv-end-test-1', `( ${frozen} ) & echo up; wait; true`))
  expect(livingIn(child.pid)).not.toEqual([])
  expect(end()).toBe(0)
  expect(livingIn(child.pid)).toEqual([])
})

test('what the recorded process has left behind in its group is ended, and waited for', async () => {
  const stubborn = '( trap "" TERM; sleep 60; sleep 60 )'
  const { child, record } = await start(remoteScript('sh', 'zfx-recv-end-test-1', `${stubborn} & echo up`))
  if (child.exitCode === null) await once(child, 'exit')
  expect(livingIn(record.pid)).not.toEqual([])
  expect(end(record)).toBe(0)
  expect(livingIn(record.pid)).toEqual([])
})

test('an attempt that failed late leaves its successor alone, which carries the same name', async () => {
  const script = remoteScript('sh', 'zfx-recv-end-test-1', 'echo up; sleep 60; true')
  const [first, second] = [await start(script), await start(script)]
  const ended = once(first.child, 'exit')
  for (let time = 0; time < 2; time++) expect(end(first.record)).toBe(0)
  await ended
  expect(livingIn(second.record.pid)).not.toEqual([])
})

test('leaves a process alone that only the record names: the record came through the source', async () => {
  const { child, record } = await start('echo up; sleep 60; true')
  expect(end(record)).toBe(0)
  expect([child.exitCode, child.signalCode]).toEqual([null, null])
  process.kill(record.pid, 0)
})
