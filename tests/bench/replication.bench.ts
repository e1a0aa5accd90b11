/**
 * Replication of 200 MiB, of 1 MiB and of nothing in the lab: the bare pipe, syncoid twice, and us.
 * Interleaved in one run, so only ratios mean anything. The pipe and syncoid are timed on the
 * source itself; ours from the orchestrator, with all that it says and asks.
 */
import { DatasetName } from '../../lib/domain/zfs-names.ts'
import { SshZfsDriver } from '../../lib/drivers/zfs/ssh-zfs-driver.ts'
import { shellQuote } from '../../lib/drivers/zfs/shell-quote.ts'
import { startAgent } from '../lab/agent.mjs'
import { setup as prepareAppliances } from '../lab/prepare-appliances.ts'
import { labAppliance, type LabAppliance } from '../lab/lab.ts'
import { labSite } from '../lab/stories/lab-site.ts'
import { driverRound, type Round } from './replication-round.ts'

/** What is measured as "Zerfaux": `run` alone counts. */
export type ReplicateRound = {
  readonly prepare?: (round: Round) => Promise<void>
  readonly run: (round: Round) => Promise<void>
}

type Contender = 'bare' | 'syncoid' | 'syncoid, tuned' | 'Zerfaux'
type Load = '200 MiB' | '1 MiB' | 'nothing'

const contenders: readonly Contender[] = ['bare', 'syncoid', 'syncoid, tuned', 'Zerfaux']
const loads: readonly Load[] = ['200 MiB', '1 MiB', 'nothing']
const folder = 'zfsbench'
const NO_FILES = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR']

export async function run({
  rounds = 3,
  replicate = { run: driverRound },
}: { rounds?: number; replicate?: ReplicateRound } = {}): Promise<string> {
  const [a, b] = [labAppliance('a'), labAppliance('b')]
  await prepareAppliances()
  const agent = await startAgent(a.info().private_key_path)
  const [source, target] = [new SshZfsDriver(labSite(a.info(), 'a')), new SshZfsDriver(labSite(b.info(), 'b'))]
  const seconds = new Map<string, number[]>()
  const onSource = async (command: string) => {
    const script = `set -o pipefail; s=$(date +%s%N); ${command} >&2 || exit; e=$(date +%s%N); echo $((e - s))`
    const options = { agentSocket: agent.socket, timeoutMs: 300_000 }
    return Number(await a.mustRun(shellQuote(['bash', '-c', script]), options)) / 1e9
  }
  try {
    await Promise.all([a.freshDataset(folder), b.freshDataset(folder)])
    for (const contender of contenders) {
      await a.mustRun(
        `zfs create ${home(a.info(), contender)} && head -c 209715200 /dev/urandom > /${home(a.info(), contender)}/disk && zpool sync`,
        { timeoutMs: 300_000 },
      )
    }
    // Neither contender pays for a first connection: ours is kept, theirs are timed on the source.
    await Promise.all([
      source.observe(DatasetName.parse(a.info().pool)),
      target.observe(DatasetName.parse(b.info().pool)),
    ])

    for (let round = 1; round <= rounds; round++) {
      for (const load of loads) {
        for (const contender of contenders) {
          const dataset = home(a.info(), contender)
          const replica = `${home(b.info(), contender)}_${round}`
          const name = `n${round}_${loads.indexOf(load)}`
          if (load === '1 MiB') await a.mustRun(`head -c 1048576 /dev/urandom > /${dataset}/change && zpool sync`)
          const took =
            contender === 'Zerfaux'
              ? await timeOurs(replicate, { source, target, name, ...named(dataset, replica) })
              : await onSource(theirs(contender, b.info(), load, round, dataset, replica))
          seconds.set(`${load}/${contender}`, [...(seconds.get(`${load}/${contender}`) ?? []), took])
        }
      }
      // The next round starts from nothing on both sides.
      for (const contender of contenders) {
        await b.freshDataset(`${folder}/${slug(contender)}_${round}`)
        await a.mustRun(withoutSnapshots(home(a.info(), contender)))
      }
    }
    return table(seconds, rounds)
  } finally {
    await Promise.all([source.close(), target.close()])
    await Promise.all([a.freshDataset(folder), b.freshDataset(folder)])
    agent.stop()
  }
}

function theirs(
  contender: Contender,
  b: LabAppliance,
  load: Load,
  round: number,
  dataset: string,
  replica: string,
): string {
  const at = `root@${b.replication_address}`
  const now = `${dataset}@n${round}_${loads.indexOf(load)}`
  const base = load === '200 MiB' ? '' : `-i @n${round}_${loads.indexOf(load) - 1} `
  if (contender === 'bare') {
    return `zfs snapshot ${now} && zfs send -Lec ${base}${now} | ssh ${NO_FILES.map((option) => `-o ${option}`).join(' ')} ${at} zfs receive -u ${replica}`
  }
  const options = NO_FILES.map((option) => `--sshoption=${option}`).join(' ')
  if (contender === 'syncoid') return `syncoid --quiet ${options} ${dataset} ${at}:${replica}`
  return `zfs snapshot ${now} && syncoid --quiet --compress=none --no-sync-snap --sendoptions=Lec ${options} ${dataset} ${at}:${replica}`
}

function withoutSnapshots(dataset: string): string {
  return `for s in $(zfs list -Ht snapshot -o name ${dataset}); do
    for t in $(zfs holds -H $s | cut -f 2); do zfs release $t $s; done
    zfs destroy $s
  done`
}

async function timeOurs({ prepare, run: act }: ReplicateRound, round: Round): Promise<number> {
  await prepare?.(round)
  const started = performance.now()
  await act(round)
  return (performance.now() - started) / 1000
}

function table(seconds: Map<string, number[]>, rounds: number): string {
  const value = (load: Load, contender: Contender) => median(seconds.get(`${load}/${contender}`) ?? [])
  const rows = loads.map((load) => {
    const ours = value(load, 'Zerfaux')
    const times = contenders.map((contender) => `${value(load, contender).toFixed(2)} s`)
    const ratios = contenders.slice(0, 3).map((contender) => (ours / value(load, contender)).toFixed(2))
    return `| ${[load, ...times, ...ratios].join(' | ')} |`
  })
  const head = ['', ...contenders, 'Zerfaux / bare', 'Zerfaux / syncoid', 'Zerfaux / syncoid, tuned']
  return [
    `Medians of ${rounds} interleaved rounds.`,
    '',
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---|').join('')}`,
    ...rows,
  ].join('\n')
}

const slug = (contender: Contender) => contender.toLowerCase().replaceAll(/[^a-z]+/g, '-')
const home = ({ pool }: LabAppliance, contender: Contender) => `${pool}/${folder}/${slug(contender)}`
const named = (dataset: string, replica: string) => ({
  dataset: DatasetName.parse(dataset),
  replica: DatasetName.parse(replica),
})
const median = (values: readonly number[]) =>
  values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)] ?? Number.NaN

if (import.meta.main) console.log(await run())
