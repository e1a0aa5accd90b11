import { describe, expect, test } from 'vitest'
import { ZerfauxError } from '../domain/errors.ts'
import { isShellOf } from '../domain/shell-spec.ts'
import { protectedVmId } from '../domain/shell-plan.world.ts'
import { createShell } from './create-shell.ts'
import { makeShellWorld } from './create-shell.world.ts'
import { runJob } from './run-job.ts'
import { ArrayJournal, obeysTheLaws } from './workflow.laws.ts'

type World = Awaited<ReturnType<typeof makeShellWorld>>

const scenes: readonly [string, (world: World) => Promise<void>][] = [
  ['made', async () => {}],
  ['adopted', (world) => world.makeShell()],
  [
    'put on another network',
    async (world) => {
      await world.makeShell()
      await world.store.update(({ vms }) => {
        const shell = vms.find(({ name }) => name === 'web01')
        if (shell) shell.nics = shell.nics.map((nic) => ({ ...nic, network: 'mgmt-vlan10' }))
      })
    },
  ],
  [
    'made anew',
    async (world) => {
      await world.makeShell()
      world.changeSource({ cpus: 6 })
    },
  ],
]

async function scene(prepare: (world: World) => Promise<void>) {
  const world = await makeShellWorld()
  await prepare(world)
  return world
}

describe.each(scenes)('a shell that is %s', async (_, prepare) => {
  const { planned } = await scene(prepare)
  obeysTheLaws(createShell, async () => (await scene(prepare)).world(), await planned())
})

test('row 14: the shell is off, has no disks, its NICs are unplugged, and neither HA nor DRS touch it', async () => {
  const world = await makeShellWorld()
  const { params, tools, fingerprint } = await world.world()
  expect(await runJob(createShell, params, tools, new ArrayJournal())).toBe('succeeded')
  expect(await fingerprint()).toMatchObject({
    record: { status: 'created', moref: true },
    shells: [
      {
        name: 'web01',
        powerState: 'powered_off',
        disks: [],
        connectedNics: [],
        cpus: 4,
        nics: [{ mac: '00:50:56:00:00:01', network: 'prod-web-vlan110' }],
        vmxPath: '[placeholder-01] web01/web01.vmx',
      },
    ],
    overrides: [{ haRestart: 'disabled', drs: 'manual' }],
  })
  expect(tools.facts()).toMatchObject({ verified: { name: 'web01', disks: 0, cpus: 4 } })
})

describe('a lost answer of the creation', () => {
  test.each([
    ['the shell is there when it is looked for', 5_000],
    ['the shell is still being made when it is asked for again', 0],
  ])('leads to no second shell: %s', async (_, passes) => {
    const world = await makeShellWorld()
    const { params } = await world.world()
    let calls = 0
    const tools = world.newTools({
      createVm: async (...given) => {
        calls += 1
        await world.vcenter.createVm(...given)
        if (calls > 1) throw new Error('asked twice, and not refused')
        throw new ZerfauxError('unreachable', 'the answer was lost')
      },
    })
    const journal = new ArrayJournal()
    expect(await runJob(createShell, params, tools, journal)).toBe('retrying')
    await world.pass(passes)
    const again = await runJob(
      createShell,
      params,
      { ...tools, ...world.newTools(), facts: tools.facts, result: tools.result },
      journal,
    )
    expect(['succeeded', 'retrying']).toContain(again)
    if (again === 'retrying') {
      await world.pass(5_000)
      expect(await runJob(createShell, params, tools, journal)).toBe('succeeded')
    }
    expect(await world.fingerprint()).toMatchObject({ shells: [{ name: 'web01' }], vms: 7 })
  })
})

test('what an earlier attempt made is found by its marks, whatever it is called by then', async () => {
  const world = await makeShellWorld()
  const { params, tools } = await world.world()
  const losing = world.newTools({
    createVm: async (...given) => {
      await world.vcenter.createVm(...given)
      throw new ZerfauxError('unreachable', 'the answer was lost')
    },
  })
  const journal = new ArrayJournal()
  expect(await runJob(createShell, params, { ...losing, facts: tools.facts, result: tools.result }, journal)).toBe(
    'retrying',
  )
  await world.pass(5_000)
  const [shell] = await world.vcenter.findByExtraConfig('zfx.protected_vm', protectedVmId, { signal: tools.signal })
  if (!shell) throw new Error('a shell expected')
  await world.vcenter.reconfigureVm(shell, { name: 'renamed' }, { signal: tools.signal })
  await world.pass(5_000)
  expect(await runJob(createShell, params, tools, journal)).toBe('needs_operator')
  expect(journal.log.at(-1)?.error?.message).toMatch(/name is renamed instead of web01/)
  expect((await world.fingerprint()).shells).toHaveLength(1)
})

test('a task that was begun is followed by whoever takes over, not begun anew', async () => {
  const world = await makeShellWorld()
  const { params, tools } = await world.world()
  const journal = new ArrayJournal()
  const dying = world.newTools({
    followTask: () => Promise.reject(new ZerfauxError('session_ended', 'in the middle')),
  })
  const shared = { ...dying, facts: tools.facts, result: tools.result }
  expect(await runJob(createShell, params, shared, journal)).toBe('retrying')
  const successor = world.newTools({ createVm: () => Promise.reject(new Error('begun anew')) })
  expect(await runJob(createShell, params, { ...successor, facts: tools.facts, result: tools.result }, journal)).toBe(
    'succeeded',
  )
  expect((await world.fingerprint()).shells).toHaveLength(1)
})

describe('refused, and nothing is touched', () => {
  test.each<[string, (world: World) => unknown, RegExp]>([
    ['the source has other hardware by now', (world) => world.changeSource({ cpus: 8 }), /changed since.*cpus/],
    [
      'a VM of that name is there by now',
      (world) =>
        world.store.update(({ vms }) => {
          const [first] = vms
          if (first) Object.assign(first, { name: 'web01', folder: 'Web' })
        }),
      /already has a VM called web01/,
    ],
    [
      'somebody keeps a copy there',
      (world) =>
        world.store.update(({ vms }) => {
          const [first] = vms
          if (first) first.biosUuid = 'bbbb'
        }),
      /has the same UUID/,
    ],
  ])('%s', async (_, change, message) => {
    const world = await makeShellWorld()
    const { params, tools } = await world.world()
    await change(world)
    const before = await world.fingerprint()
    const journal = new ArrayJournal()
    expect(await runJob(createShell, params, tools, journal)).toBe('needs_operator')
    expect(journal.log.at(-1)?.error).toMatchObject({
      code: 'precondition_failed',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    })
    expect(await world.fingerprint()).toEqual(before)
  })
})

test.each([
  ['no room', { call: 'createVm', fault: 'InsufficientResourcesFault', at: 'task' }, /no room|Free CPU/],
  ['no permission', { call: 'createVm', fault: 'NoPermission', at: 'call' }, /VirtualMachine.Inventory.Create/],
  ['no right to the cluster', { call: 'exemptFromCluster', fault: 'NoPermission', at: 'task' }, /EditCluster/],
] as const)('%s waits for a person with what to do, and a retry ends well', async (_, trouble, hint) => {
  const world = await makeShellWorld()
  const { params, tools } = await world.world()
  await world.spoil(trouble)
  const journal = new ArrayJournal()
  expect(await runJob(createShell, params, tools, journal)).toBe('needs_operator')
  expect(journal.log.at(-1)?.error?.hint).toMatch(hint)
  await world.mend()
  expect(await runJob(createShell, params, tools, journal)).toBe('succeeded')
})

test('a name that is taken between the look and the creation waits for a person', async () => {
  const world = await makeShellWorld()
  const { params, tools } = await world.world()
  const racing = world.newTools({
    createVm: async (...given) => {
      await world.store.update(({ vms }) => {
        const [first] = vms
        if (first) Object.assign(first, { name: 'web01', folder: 'Web' })
      })
      return world.vcenter.createVm(...given)
    },
  })
  const journal = new ArrayJournal()
  expect(await runJob(createShell, params, { ...racing, facts: tools.facts, result: tools.result }, journal)).toBe(
    'needs_operator',
  )
  expect(journal.log.at(-1)?.error).toMatchObject({ message: 'Another VM is called web01 in the chosen folder' })
})

test('what does not come out as planned is not recorded', async () => {
  const world = await makeShellWorld()
  const { params, tools } = await world.world()
  const odd = world.newTools({
    vmHardware: async (...given) => {
      const found = await world.vcenter.vmHardware(...given)
      return found && isShellOf(found.extraConfig, protectedVmId) ? { ...found, memoryBytes: 2 ** 30 } : found
    },
  })
  const journal = new ArrayJournal()
  expect(await runJob(createShell, params, { ...odd, facts: tools.facts, result: tools.result }, journal)).toBe(
    'needs_operator',
  )
  expect(journal.log.at(-1)).toMatchObject({
    step: 'verify',
    error: { message: expect.stringMatching(/memory is 1024 MiB instead of 8192 MiB/) },
  })
  expect(world.record).toMatchObject({ status: 'creating', moref: null })
})
