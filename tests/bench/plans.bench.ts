/**
 * The plans of both wizards as the API gives them, from the verb to the last byte of JSON, with Postgres;
 * beside it the pure planning from facts that are in memory. Does the number of queries stay?
 */
import { openPool } from '../../lib/db/open-database.ts'
import type { ServiceContext } from '../../lib/services/context.ts'
import { watchLoop } from './inventory-loop-block.ts'
import { plansEstate } from './plans-estate.ts'

const SIZES = [50, 500] as const
const RUNS = 30
const WARM_UP = 5

type Estate = Awaited<ReturnType<typeof plansEstate>>
type Verb = (
  ctx: ServiceContext,
  group: { readonly id: string },
) => Promise<{ readonly items: readonly { readonly blockers: readonly unknown[] }[] }>

type Measured = {
  readonly ms: readonly number[]
  readonly queries: number
  readonly blockMs: number
  readonly bytes: number
}

export async function measurePlans(): Promise<string> {
  const counted = countQueries()
  const estate = await plansEstate(SIZES)
  const { listMovePlans } = await import('../../lib/services/moves/get-move-plans.ts')
  const { listShellPlans } = await import('../../lib/services/shells/get-shell-plans.ts')
  const { closeDb } = await import('../../lib/db/client.ts')
  const rows: string[] = []
  try {
    for (const { id, vms } of estate.groups) {
      const [moves, shells] = await purePlans(estate, id)
      for (const [title, verb, pure] of [
        ['Moves', listMovePlans, moves],
        ['DR shells', listShellPlans, shells],
      ] as const) {
        const ask = await asked(verb, estate.ctx, id, vms)
        rows.push(row(title, vms, await measured(ask, counted), await timed(pure)))
      }
    }
  } finally {
    await estate.ctx().sites.close()
    await closeDb()
  }
  return [
    `${RUNS} runs each, one after another, after ${WARM_UP} that do not count.`,
    '',
    '| Plan of | VMs | p50 ms | p99 ms | SQL queries | loop blocked ms, worst | JSON KB | pure planning p50 ms |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

/** The product's own pool, asked to tell of each query. Before anything else opens it. */
function countQueries(): { n: number } {
  const counted = { n: 0 }
  const zerfauxPool = openPool(process.env['DATABASE_URL'] ?? '')
  zerfauxPool.on('connect', (client) => {
    const ask = client.query.bind(client)
    client.query = (...asked: unknown[]) => {
      counted.n += 1
      return Reflect.apply(ask, client, asked)
    }
  })
  Object.assign(globalThis, { zerfauxPool })
  return counted
}

/** The verb as an endpoint calls it, and its answer as the wire has it. */
async function asked(list: Verb, ctx: Estate['ctx'], id: string, vms: number): Promise<() => Promise<number>> {
  const { toJson } = await import('../../lib/http/json-keys.ts')
  return async () => {
    const answer = await list(ctx(), { id })
    if (answer.items.length !== vms) throw new Error(`Expected plans of ${vms} VMs, got ${answer.items.length}`)
    const blocked = answer.items.find(({ blockers }) => blockers.length > 0)
    if (blocked) throw new Error(`Something is in the way: ${JSON.stringify(blocked.blockers)}`)
    return JSON.stringify(toJson(answer)).length
  }
}

async function purePlans({ db }: Estate, id: string) {
  const { listDatastoresNamed, listPlannedVms } = await import('../../lib/db/move-facts.ts')
  const { getGroup } = await import('../../lib/db/protection-groups.ts')
  const { planMoves } = await import('../../lib/domain/move-selection.ts')
  const { planShell } = await import('../../lib/domain/shell-plan.ts')
  const { groupShellFacts, shellFactsOf } = await import('../../lib/workflows/shell/group-facts.ts')
  const group = await getGroup(db, id)
  const required = group.protectionDatastore
  const vms = await listPlannedVms(db, id)
  const datastores = await listDatastoresNamed(db, group.sourceVcenterId, required)
  const facts = await groupShellFacts(db, group, null)
  return [
    () => planMoves({ vms, required, datastores, reservedBytes: 0 }),
    () => facts.vms.map((one) => planShell(shellFactsOf(facts, one, []))),
  ] as const
}

async function measured(ask: () => Promise<number>, counted: { n: number }): Promise<Measured> {
  for (let run = 0; run < WARM_UP; run += 1) await ask()
  const ms: number[] = []
  const queries = new Set<number>()
  let bytes = 0
  const end = watchLoop()
  for (let run = 0; run < RUNS; run += 1) {
    counted.n = 0
    const from = performance.now()
    bytes = await ask()
    ms.push(performance.now() - from)
    queries.add(counted.n)
  }
  const blockMs = end()
  return { ms, queries: Math.max(...queries), blockMs, bytes }
}

async function timed(work: () => unknown): Promise<number[]> {
  for (let run = 0; run < WARM_UP; run += 1) work()
  return Array.from({ length: RUNS }, () => {
    const from = performance.now()
    work()
    return performance.now() - from
  })
}

function row(title: string, vms: number, { ms, queries, blockMs, bytes }: Measured, pure: readonly number[]): string {
  const figures = [quantile(ms, 0.5), quantile(ms, 0.99)].map((one) => one.toFixed(0))
  return `| ${[title, vms, ...figures, queries, blockMs.toFixed(0), Math.round(bytes / 1024), quantile(pure, 0.5).toFixed(1)].join(' | ')} |`
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
