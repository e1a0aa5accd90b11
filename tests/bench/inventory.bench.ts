/**
 * The inventory of 10,000 VMs from the lab's vCenter simulator, read by us and by others.
 *
 *     node tests/bench/inventory.bench.ts
 *
 * Every client is a process of its own, all get the same properties from the same vCenter, in turns,
 * so that a busy minute of the machine hits all of them. The median of each is shown.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { readLab } from '../lab/lab.ts'
import { curl, govc, nodeVsphereSoap, ours, pyvmomi, type Client } from './inventory-clients.ts'

const VMS = 10_000
const ROUNDS = 3
const LAB_RUN = 'bench-inventory'

const run_ = promisify(execFile)
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export type InventoryFigures = {
  readonly client: string
  readonly wallSeconds: number
  readonly cpuSeconds: number
  readonly rssMegabytes: number
  /** Null where there is no event loop to block. */
  readonly blockedMs: number | null
}

/** Starts a vCenter simulator of its own and stops it afterwards. */
export async function run(): Promise<{
  readonly title: string
  readonly table: string
  readonly figures: readonly InventoryFigures[]
}> {
  await lab('up', '--only', 'vcenters', '--vms-a', String(VMS), '--vms-b', '1')
  const directory = await mkdtemp(join(tmpdir(), 'zerfaux-bench-'))
  let clients: Client[] = []
  try {
    const vcenter = readLab(LAB_RUN)?.vcenters.a
    if (!vcenter) throw new Error('The lab has no vCenter')
    const others = [
      await curl(vcenter, directory),
      await govc(vcenter),
      pyvmomi(vcenter),
      await nodeVsphereSoap(vcenter),
    ]
    clients = [...others.filter((client) => client !== null), ...ours(vcenter)]
    const rounds: InventoryFigures[][] = []
    for (let round = 0; round < ROUNDS; round++) {
      const figures: InventoryFigures[] = []
      for (const client of clients) figures.push(await measure(client, directory))
      rounds.push(figures)
    }
    const figures = clients.map((_, index) => median(rounds.flatMap((round) => round[index] ?? [])))
    return { title: `Inventory of ${VMS.toLocaleString('en')} VMs`, table: markdown(figures), figures }
  } finally {
    for (const { end } of clients) end?.()
    await rm(directory, { recursive: true, force: true })
    await lab('down')
  }
}

async function lab(...args: string[]): Promise<void> {
  await run_(process.execPath, [here('../lab/lab.mjs'), ...args, '--run', LAB_RUN])
}

const Cost = z.object({ code: z.number(), wallSeconds: z.number(), cpuSeconds: z.number(), rssMegabytes: z.number() })
const Report = z.object({ vms: z.number().optional(), blockedMs: z.number().optional() })

async function measure({ name, command, env, eachVm }: Client, directory: string): Promise<InventoryFigures> {
  const output = join(directory, 'output')
  const measured = await run_('/usr/bin/python3', [here('inventory-measure.py'), output, ...command], {
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 24,
  })
  const { code, ...cost } = Cost.parse(JSON.parse(measured.stdout))
  const printed = await readFile(output, 'utf8')
  // Ours and node-vsphere-soap end with a line about themselves.
  const last = printed.trimEnd().split('\n').at(-1) ?? ''
  const report = last.length < 200 && last.startsWith('{') ? Report.parse(JSON.parse(last)) : {}
  const vms = eachVm ? (printed.match(eachVm)?.length ?? 0) : report.vms
  if (code !== 0 || vms !== VMS)
    throw new Error(`${name} read ${vms} VMs and ended with ${code}: ${measured.stderr.slice(0, 500)}`)
  return { client: name, ...cost, blockedMs: report.blockedMs ?? null }
}

function median(rounds: readonly InventoryFigures[]): InventoryFigures {
  const middle = rounds.toSorted((a, b) => a.wallSeconds - b.wallSeconds)[Math.floor(rounds.length / 2)]
  if (!middle) throw new TypeError('There is no median of nothing')
  const worstBlock = rounds.reduce<number | null>(
    (worst, { blockedMs }) => (blockedMs === null ? worst : Math.max(worst ?? 0, blockedMs)),
    null,
  )
  return { ...middle, rssMegabytes: Math.max(...rounds.map(({ rssMegabytes }) => rssMegabytes)), blockedMs: worstBlock }
}

function markdown(figures: readonly InventoryFigures[]): string {
  const rows = figures.map(({ client, wallSeconds, cpuSeconds, rssMegabytes, blockedMs }) =>
    [
      client,
      wallSeconds.toFixed(1),
      cpuSeconds.toFixed(1),
      rssMegabytes.toFixed(0),
      blockedMs === null ? '' : blockedMs.toFixed(0),
    ].join(' | '),
  )
  return [
    '| Client | Wall s | CPU s | Peak RSS MB | Loop blocked ms |',
    '|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n')
}

if (import.meta.main) {
  const { title, table } = await run()
  console.log(`## ${title}\n\n${table}`)
}
