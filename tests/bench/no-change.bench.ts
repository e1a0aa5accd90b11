/**
 * What a round costs that finds nothing changed, as groups grow: the wall time and the commands per
 * group, and the processor time of both appliances. With looks and changes shared between groups and
 * without, in turns. All groups of a round are due at the same moment.
 */
import { BatchingZfsDriver } from '../../lib/drivers/zfs/batching-zfs-driver.ts'
import { SshZfsDriver } from '../../lib/drivers/zfs/ssh-zfs-driver.ts'
import { labAppliance, type ApplianceHandle } from '../lab/lab.ts'
import { setup } from '../lab/prepare-appliances.ts'
import { labSite } from '../lab/stories/lab-site.ts'
import { BenchGroup, counted, type Sides } from './no-change-groups.ts'

const folder = 'nochange'
const SIZES = [1, 5, 10] as const
/** Between two commits that ask for one: Linux counts processor time in hundredths of a second. */
const TICKS = 100

type Way = 'alone' | 'shared'
type Cost = { readonly wall: number; readonly commands: number; readonly cpuSource: number; readonly cpuTarget: number }

export async function measureNoChange({ rounds = 3 } = {}): Promise<string> {
  await setup()
  const [a, b] = [labAppliance('a'), labAppliance('b')]
  const drivers = [new SshZfsDriver(labSite(a.info(), 'a')), new SshZfsDriver(labSite(b.info(), 'b'))] as const
  let commands = 0
  const [from, to] = drivers.map((driver) => counted(driver, () => (commands += 1)))
  if (!from || !to) throw new Error('There are two appliances')
  const ways: Record<Way, Sides> = {
    alone: { source: from, target: to },
    shared: { source: new BatchingZfsDriver(from), target: new BatchingZfsDriver(to) },
  }
  const costs = new Map<string, Cost[]>()
  try {
    const groups = await makeGroups(a, b, Math.max(...SIZES))
    for (const group of groups) await group.round({ source: drivers[0], target: drivers[1] })
    for (let round = 0; round < rounds; round += 1) {
      for (const size of SIZES) {
        // Whoever goes first does not always do so.
        const order: readonly Way[] = round % 2 === 0 ? ['alone', 'shared'] : ['shared', 'alone']
        for (const way of order) {
          const before = [await cpuSeconds(a), await cpuSeconds(b)] as const
          commands = 0
          const started = performance.now()
          const outcomes = await Promise.all(groups.slice(0, size).map((group) => group.round(ways[way])))
          const wall = (performance.now() - started) / 1000
          if (outcomes.some((outcome) => outcome !== 'unchanged')) throw new Error('Something had changed')
          const cpuSource = (await cpuSeconds(a)) - before[0]
          const cpuTarget = (await cpuSeconds(b)) - before[1]
          const cost = { wall, commands, cpuSource, cpuTarget }
          costs.set(`${size} ${way}`, [...(costs.get(`${size} ${way}`) ?? []), cost])
        }
      }
    }
    return table(costs, rounds)
  } finally {
    await Promise.all(drivers.map((driver) => driver.close()))
    await Promise.all([a.freshDataset(folder), b.freshDataset(folder)])
  }
}

async function makeGroups(a: ApplianceHandle, b: ApplianceHandle, count: number): Promise<BenchGroup[]> {
  const [home, dr] = await Promise.all([a.freshDataset(folder), b.freshDataset(folder)])
  const groups = Array.from({ length: count }, (_, index) => new BenchGroup(`${home}/g${index}`, `${dr}/g${index}`))
  const make = groups.map(({ dataset }) => `zfs create -o atime=off ${dataset} && echo content > /${dataset}/disk`)
  await a.mustRun(`${make.join(' && ')} && zpool sync`)
  return groups
}

/** Without what asking costs: the shell that reads it is done before its own time is counted. */
async function cpuSeconds(appliance: ApplianceHandle): Promise<number> {
  const [, user, nice, system, , , irq, softirq] = (await appliance.mustRun('head -n 1 /proc/stat')).split(/\s+/)
  return [user, nice, system, irq, softirq].reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS
}

function table(costs: Map<string, Cost[]>, rounds: number): string {
  const rows = SIZES.flatMap((size) =>
    (['alone', 'shared'] as const).map((way) => {
      const all = costs.get(`${size} ${way}`) ?? []
      const per = (what: keyof Cost) => median(all.map((cost) => cost[what])) / size
      const seconds = (what: keyof Cost) => `${per(what).toFixed(2)} s`
      return `| ${[size, way, seconds('wall'), per('commands').toFixed(1), seconds('cpuSource'), seconds('cpuTarget')].join(' | ')} |`
    }),
  )
  const head = ['Groups', 'Way', 'Wall', 'ssh commands', 'Processor, source', 'Processor, target']
  return [
    `Per group, medians of ${rounds} interleaved rounds that found nothing changed.`,
    '',
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---|').join('')}`,
    ...rows,
  ].join('\n')
}

const median = (values: readonly number[]) =>
  values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)] ?? Number.NaN

if (import.meta.main) console.log(await measureNoChange())
