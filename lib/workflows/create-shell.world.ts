import { DrInventory } from '../domain/dr-inventory.ts'
import { MoRef } from '../domain/inventory.ts'
import { orderOf } from '../domain/shell-order.ts'
import { planShell } from '../domain/shell-plan.ts'
import { groupId, jobId, protectedVmId, web01 } from '../domain/shell-plan.world.ts'
import { shellMarks, type ShellSource } from '../domain/shell-spec.ts'
import { VcenterTree } from '../domain/vcenter-tree.ts'
import { spoilNext, type SimulatedTrouble } from '../drivers/vsphere/simulated/simulated-trouble.ts'
import { simulatedVcenter } from '../drivers/vsphere/simulated-vcenter.ts'
import { SimulatedVsphereDriver } from '../drivers/vsphere/simulated-vsphere-driver.ts'
import { MemoryStore } from '../drivers/simulated-store.ts'
import { readVms } from './shell/read-candidates.ts'
import type { RemoveShellParams, RemoveShellTools } from './shell/remove.ts'
import type { CreateShellParams, CreateShellTools, ShellStore, ShellVcenter } from './shell/shell-tools.ts'
import type { World } from './workflow.laws.ts'
import { runJob } from './run-job.ts'
import { createShell } from './create-shell.ts'
import { ArrayJournal } from './workflow.laws.ts'

const { signal } = new AbortController()
const networks = [{ sourceNetwork: 'web', targetNetwork: 'prod-web-vlan110', testNetwork: null }]

/** A DR vCenter with a group's one VM to be made a shell for; time passes as it is waited for. */
export async function makeShellWorld() {
  const store = new MemoryStore(simulatedVcenter({ name: 'dr', vms: 6 }))
  let time = 1_000_000
  const clock = {
    now: () => time,
    async sleep(milliseconds: number, stop: AbortSignal) {
      stop.throwIfAborted()
      time += milliseconds
    },
  }
  const vcenter = new SimulatedVsphereDriver(store, { clock })
  const { objects } = await store.read()
  const cluster = MoRef.parse(objects.find(({ name }) => name === 'Production-01')?.moref)
  let source: ShellSource = { ...web01, cluster: 'Production-01' }
  const record = { status: 'none', moref: null as string | null, isProtected: true }
  const shells: ShellStore = {
    async setStatus(status) {
      record.status = status
    },
    onRecord: async () => record.moref,
    async record({ moref }) {
      Object.assign(record, { status: 'created', moref })
    },
    async forget() {
      Object.assign(record, { status: 'none', moref: null })
    },
    async leaveGroup() {
      record.isProtected = false
    },
  }

  async function planNow() {
    const { vms } = await store.read()
    const tree = new VcenterTree(objects)
    const marked = await vcenter.findByExtraConfig(shellMarks.protectedVm, protectedVmId, { signal })
    const inventory = new DrInventory(vms)
    const alike = [...inventory.twinsOf(source, null), ...inventory.named('Web', 'web01')]
    const read = await readVms([...marked, ...alike.map(({ moref }) => moref)], vcenter, signal)
    const plan = planShell({
      protectedVmId,
      source,
      shellName: null,
      wish: { vm: null, group: { placeholderDatastore: 'placeholder-01' } },
      mappings: networks,
      tree,
      replicated: [],
      candidates: ({ name, folder }) => ({
        read,
        namesakes: inventory.named(folder ?? '', name),
        twins: inventory.twinsOf(source, null),
      }),
    })
    return { plan, order: orderOf('web01', plan, tree) }
  }

  async function planned(job = jobId): Promise<CreateShellParams> {
    const { plan, order } = await planNow()
    const ids = { jobId: job, protectedVmId, groupId, vcenterId: groupId, vmName: 'web01' }
    return { ...ids, way: plan.way, order, statusBefore: 'none' }
  }

  function newTools(over: Partial<ShellVcenter> = {}): CreateShellTools & RemoveShellTools {
    const facts: Record<string, unknown> = {}
    const bound: ShellVcenter = {
      vmHardware: (...given) => vcenter.vmHardware(...given),
      findByExtraConfig: (...given) => vcenter.findByExtraConfig(...given),
      createVm: (...given) => vcenter.createVm(...given),
      reconfigureVm: (...given) => vcenter.reconfigureVm(...given),
      destroyShell: (...given) => vcenter.destroyShell(...given),
      exemptFromCluster: (...given) => vcenter.exemptFromCluster(...given),
      clusterOverrides: (...given) => vcenter.clusterOverrides(...given),
      followTask: (...given) => vcenter.followTask(...given),
      cancelTask: (...given) => vcenter.cancelTask(...given),
    }
    return {
      signal,
      vcenter: { ...bound, ...over },
      store: shells,
      planNow,
      timeLimit: () => signal,
      notice: async () => {},
      result: async (more) => void Object.assign(facts, more),
      facts: () => facts,
    }
  }

  /** What there is of shells, whatever MoRefs they were given. */
  async function fingerprint() {
    let vms = 0
    for await (const page of vcenter.virtualMachines({ signal })) vms += page.length
    const marked = await vcenter.findByExtraConfig(shellMarks.protectedVm, protectedVmId, { signal })
    const found = await readVms(marked, vcenter, signal)
    return {
      record: { ...record, moref: record.moref === null ? null : marked.some((moref) => moref === record.moref) },
      shells: found.map(({ moref: _, instanceUuid: __, files: ___, ...shell }) => shell),
      overrides: await Promise.all(marked.map((moref) => vcenter.clusterOverrides(moref, cluster, { signal }))),
      vms,
    }
  }

  return {
    store,
    vcenter,
    record,
    shells,
    planned,
    planNow,
    newTools,
    fingerprint,
    async pass(milliseconds: number) {
      time += milliseconds
    },
    spoil: (trouble: SimulatedTrouble) => store.update((state) => spoilNext(state, trouble)),
    mend: () =>
      store.update((state) => {
        state.troubles = []
      }),
    changeSource: (change: Partial<ShellSource>) => {
      source = { ...source, ...change }
    },
    world: async (job = jobId): Promise<World<CreateShellParams, CreateShellTools>> => ({
      params: await planned(job),
      tools: newTools(),
      fingerprint,
    }),
    removal: (unprotect = false): RemoveShellParams => ({
      jobId: '55555555-5555-4555-8555-555555555555',
      protectedVmId,
      vmName: 'web01',
      vcenterId: groupId,
      moref: null,
      unprotect,
    }),
    /** As an earlier job has left it. */
    async makeShell() {
      const status = await runJob(createShell, await planned(earlierJob), newTools(), new ArrayJournal())
      if (status !== 'succeeded') throw new Error(`A shell was expected, and the job is ${status}`)
    },
  }
}

const earlierJob = '44444444-4444-4444-8444-444444444444'
