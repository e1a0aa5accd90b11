import { readFileSync } from 'node:fs'
import { waitForJob, type Job } from '../../api/worker.ts'
import { call } from '../../api/call.ts'
import { requiredPermissions } from '../../../lib/drivers/zfs/zfs-permissions.ts'
import type { ApplianceHandle } from '../lab.ts'
import type { ProductRig } from './product-rig.ts'

export type Group = Awaited<ReturnType<ProductRig['makeGroup']>>
export type Seen = {
  plan_id: string
  matter: string
  common: { snapshot_name: string } | null
  target: { points: { snapshot_name: string }[]; unsnapped_bytes: number } | null
  ways: { way: string; can: { ok: boolean } }[]
  kept: { dataset: string; kind: string; removable: { ok: boolean }; remove_command: string }[]
}

/** What an operator does with a replica that is in trouble, through the product's own API. */
export function repairer(rig: ProductRig, group: Group) {
  const look = async (query = ''): Promise<Seen> =>
    (await rig.get(`/protection-groups/${group.id}/divergence${query}`)) as unknown as Seen

  const begin = async (way: string, adopt?: string): Promise<string> => {
    const seen = await look(adopt === undefined ? '' : `?adopt_dataset=${adopt}`)
    const body = { way, plan_id: seen.plan_id, ...(adopt !== undefined && { adopt_dataset: adopt }) }
    return (await rig.post(`/protection-groups/${group.id}/repair`, body))['job_id'] ?? ''
  }

  const until = (id: string, done?: (job: Job) => boolean) => waitForJob(id, rig.token, done, 180)

  return {
    look,
    begin,
    until,
    repair: async (way: string, adopt?: string) => until(await begin(way, adopt)),
    /** A run that must end with this failure; then it is cancelled, as the wizard asks for. */
    async failedRun(code: string): Promise<void> {
      const job = await rig.run(group.id, ({ status }) => status === 'needs_operator')
      if (job.error?.code !== code) throw new Error(`expected ${code}: ${JSON.stringify(job.error)}`)
      await call('POST', `/jobs/${job.id}/cancel`, { token: rig.token })
      await until(job.id)
    },
    /** As the wizard shows it to a person. */
    async removeKept(): Promise<void> {
      for (const { removable, remove_command: command } of (await look()).kept)
        if (removable.ok) await rig.target.mustRun(command)
    },
  }
}

/** The names of the files in a dataset's newest state, or at a snapshot, read from a clone. */
export async function filesIn(appliance: ApplianceHandle, dataset: string, snapshot?: string): Promise<string[]> {
  const proof = 'tank/divergence-proof'
  const newest = `$(zfs list -Ho name -t snapshot -s createtxg -d 1 ${dataset} | tail -1)`
  const found = await appliance.mustRun(
    `zfs clone -o readonly=on -o mountpoint=/divergence-proof ${snapshot === undefined ? newest : `${dataset}@${snapshot}`} ${proof} && ls -A /divergence-proof; zfs destroy ${proof}`,
  )
  return found.split('\n').filter(Boolean)
}

/** Everything goes through the user `repl`, with exactly what the product says it needs. */
export async function delegatedGroup(rig: ProductRig, folder: string): Promise<Group> {
  const place = { a: rig.source, b: rig.target }
  const targets = { a: '', b: '' }
  for (const site of ['a', 'b'] as const) {
    await place[site].freshDataset(folder)
    const { host, port, private_key_path: path, replication_address: address, ...info } = place[site].info()
    const made = await rig.post('/targets', {
      name: `lab ${site} as repl`,
      driver: 'ssh',
      host,
      port,
      username: 'repl',
      private_key: readFileSync(path, 'utf8'),
      host_key_sha256: info.host_key_sha256,
      pool: 'tank',
      replication_address: `${address}:22`,
    })
    targets[site] = made['id'] ?? ''
    await rig.prepare(site, targets[site], 'repl')
    const permissions = requiredPermissions[site === 'a' ? 'source' : 'target'].join(',')
    await place[site].mustRun(`zfs unallow -u repl tank; zfs allow -u repl ${permissions} tank/${folder}`)
  }
  const [sourceDataset, drDataset] = [`tank/${folder}/source`, `tank/${folder}/replica`]
  await rig.source.mustRun(`zfs create -o atime=off ${sourceDataset}`)
  const made = await rig.post('/protection-groups', {
    name: folder,
    source_vcenter_id: rig.ids.a.vcenter,
    dr_vcenter_id: rig.ids.b.vcenter,
    source_target_id: targets.a,
    dr_target_id: targets.b,
    protection_datastore: 'LocalDS_0',
    source_dataset: sourceDataset,
    dr_dataset: drDataset,
    rpo_minutes: 15,
  })
  return { id: made['id'] ?? '', sourceDataset, drDataset }
}
