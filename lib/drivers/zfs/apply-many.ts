import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetState, ZfsChange } from '../../domain/zfs-state.ts'
import { applyManyCommand, parseApplyMany, type OrderOutcome } from './apply-many-script.ts'
import { parseRefusal } from './apply-script.ts'
import { readDatasets } from './read-datasets.ts'
import type { SshAppliance } from './ssh-appliance.ts'
import type { Order } from './zfs-driver.ts'

type Refused = (change: ZfsChange, said: string, exitCode: number) => Promise<ZerfauxError>
type Result = PromiseSettledResult<DatasetState | null>

/** Null where the orders do not fit into one command. @throws `unreachable` when nobody can tell what became of any */
export async function applyMany(
  appliance: SshAppliance,
  name: string,
  orders: readonly Order[],
  refused: Refused,
): Promise<Result[] | null> {
  const command = applyManyCommand(orders)
  if (command === null) return null
  const { stdout, stderr } = await appliance.run(command)
  const parsed = parseApplyMany(stdout)
  if (!parsed)
    throw new ZerfauxError('remote_rejected', `Could not change anything on ${name}: ${stderr.slice(0, 200)}`)
  const seen = { exitCode: 0, stdout: parsed.look, stderr }
  const states = readDatasets(appliance, name, [...new Set(orders.map(({ dataset }) => dataset))], seen)
  // Where every order was refused, nobody asks for it.
  states.catch(() => {})
  return Promise.allSettled(
    orders.map(async ({ changes, dataset }, index) => {
      const error = await refusalOf(parsed.outcomes.get(index), changes, name, refused)
      if (error) throw error
      return (await states).get(dataset) ?? null
    }),
  )
}

async function refusalOf(
  outcome: OrderOutcome | undefined,
  changes: readonly ZfsChange[],
  name: string,
  refused: Refused,
): Promise<ZerfauxError | null> {
  if (outcome?.exitCode === 0) return null
  const refusal = outcome ? parseRefusal(outcome.stdout) : null
  const change = refusal && changes[refusal.change]
  if (outcome && change) return refused(change, refusal.said, outcome.exitCode)
  return new ZerfauxError('remote_rejected', `Could not change anything on ${name}: ${outcome?.stdout || 'no answer'}`)
}
