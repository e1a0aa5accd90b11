/**
 * Five hundred tasks of the lab's vCenter followed at once: with the one question that stays open, against asking
 * after each task every second, over the same SOAP code. In turns; only what the following itself costs is counted.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { MoRef } from '../../lib/domain/inventory.ts'
import type { SoapVsphereDriver } from '../../lib/drivers/vsphere/soap-vsphere-driver.ts'
import { hasEnded } from '../../lib/drivers/vsphere/inventory/task-state.ts'
import { inParallel } from '../../lib/workflows/in-parallel.ts'
import { labVcenter } from '../lab/lab-vcenter.ts'
import { labVsphereDriver } from '../lab/stories/vsphere-rig.ts'
import { watchLoop } from './inventory-loop-block.ts'

export const TASKS = 500
const TASK_MS = 20_000
const ROUNDS = 3
const POLL_MS = 1_000
const METHOD = 'ReconfigVM_Task'

type Way = { readonly name: string; readonly follow: (driver: SoapVsphereDriver, tasks: MoRef[]) => Promise<number> }
type Measured = {
  readonly seconds: number
  readonly requests: number
  readonly cpuMs: number
  readonly longestBlockMs: number
  /** Without waiting for a core. */
  readonly ownBlockMs: number
}

/** Each answers how many tasks it saw succeed. */
const ways: readonly Way[] = [
  {
    name: 'each asked after, every second',
    follow: async (driver, tasks) => count(await Promise.all(tasks.map((task) => poll(driver, task)))),
  },
  {
    name: 'Zerfaux: one open question',
    follow: async (driver, tasks) => {
      const { signal } = new AbortController()
      const ends = tasks.map((task) => driver.followTask(task, { signal, onProgress: () => {} }))
      return count((await Promise.all(ends)).map(({ state }) => state))
    },
  },
]

export async function measureTasks(): Promise<string> {
  const { info, control } = labVcenter('b')
  const { signal } = new AbortController()
  const driver = labVsphereDriver(info)
  const measured = new Map<string, Measured[]>()
  try {
    const vms = (await Array.fromAsync(driver.virtualMachines({ signal }))).flat().slice(0, TASKS)
    if (vms.length < TASKS) throw new Error(`${TASKS} VMs are needed, the lab has ${vms.length}`)
    await control.setTaskDelay(METHOD, TASK_MS)
    for (let round = 0; round < ROUNDS; round++) {
      for (const way of ways) {
        const tasks: MoRef[] = []
        await inParallel(vms, 8, async ({ moref }) => {
          tasks.push(await driver.reconfigureVm(moref, { annotation: `round ${round}` }, { signal }))
        })
        measured.set(way.name, [...(measured.get(way.name) ?? []), await measure(driver, way, tasks)])
      }
    }
  } finally {
    await control.setTaskDelay(METHOD, 0)
    await driver.close()
  }
  const rows = [...measured].map(([name, rounds]) => {
    const median = (of: (one: Measured) => number) => rounds.map(of).toSorted((a, b) => a - b)[ROUNDS >> 1] ?? 0
    const perSecond = median(({ requests, seconds }) => requests / seconds)
    const cpu = median(({ cpuMs, seconds }) => cpuMs / seconds)
    const block = median(({ longestBlockMs }) => longestBlockMs)
    const own = median(({ ownBlockMs }) => ownBlockMs)
    return `| ${name} | ${median(({ requests }) => requests)} | ${perSecond.toFixed(1)} | ${cpu.toFixed(1)} | ${block.toFixed(0)} | ${own.toFixed(0)} |`
  })
  return [
    `${TASKS} tasks of ${TASK_MS / 1000} s with ten steps of progress, medians of ${ROUNDS} rounds in turns.`,
    '',
    '| | Requests | per second | CPU-ms per second | Longest block of the event loop, ms | of it own CPU time, ms |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

async function measure(driver: SoapVsphereDriver, { name, follow }: Way, tasks: MoRef[]): Promise<Measured> {
  const { control } = labVcenter('b')
  const resolution = 2
  const blocks = monitorEventLoopDelay({ resolution })
  await control.requests({ reset: true })
  const [from, cpuBefore] = [performance.now(), process.cpuUsage()]
  blocks.enable()
  const ownBlock = watchLoop()
  const succeeded = await follow(driver, tasks)
  const ownBlockMs = ownBlock()
  blocks.disable()
  const seconds = (performance.now() - from) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  const counts = await control.requests()
  if (succeeded !== TASKS) throw new Error(`${name}: ${succeeded} of ${TASKS} tasks were seen to succeed`)
  return {
    seconds,
    requests: Object.values(counts).reduce((sum, each) => sum + each, 0),
    cpuMs: (user + system) / 1000,
    longestBlockMs: blocks.max / 1e6 - resolution,
    ownBlockMs,
  }
}

async function poll(driver: SoapVsphereDriver, task: MoRef): Promise<string> {
  for (;;) {
    const state = await driver.task(task)
    if (!state) throw new Error(`The vCenter knows no task ${task}`)
    if (hasEnded(state)) return state.state
    await delay(POLL_MS)
  }
}

function count(states: readonly string[]): number {
  return states.filter((state) => state === 'success').length
}
