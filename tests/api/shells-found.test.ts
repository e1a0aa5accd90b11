import { beforeAll, expect, test } from 'vitest'
import { MoRef } from '../../lib/domain/inventory.ts'
import { call } from './call.ts'
import { makeShellsWorld, registerAnew } from './shells-world.ts'
import { withWorker } from './worker.ts'

withWorker()

let world: Awaited<ReturnType<typeof makeShellsWorld>>
let id = ''
const shell = () => world.vmOf(id)
const codes = async () => (await shell()).attention.map(({ code }) => code)

beforeAll(async () => {
  world = await makeShellsWorld('found', 2)
  id = world.vms[0]?.id ?? ''
  expect(await world.makeShell(id)).toMatchObject({ status: 'succeeded' })
}, 60_000)

test('a shell that is as it should be is said nothing of', async () => {
  expect(await world.syncDr()).toMatchObject({ result: { shells_checked: 1, shells_missing: 0, shells_changed: 0 } })
  expect(await shell()).toMatchObject({ dr_shell_status: 'created', attention: [] })
})

test('row 23: registered anew under another MoRef, it is the same shell', async () => {
  await world.meddle((await shell()).dr_shell_moref, (vm, state) => registerAnew(vm, state, 'vm-990001'))
  expect(await world.syncDr()).toMatchObject({ result: { shells_relinked: 1 } })
  expect(await shell()).toMatchObject({ dr_shell_status: 'created', dr_shell_moref: 'vm-990001', attention: [] })
})

test('row 23: its old MoRef given to another VM does not deceive', async () => {
  await world.meddle('vm-990001', (vm, state) => {
    registerAnew(vm, state, 'vm-990002')
    const others = { moref: MoRef.parse('vm-990001'), name: 'stranger', instanceUuid: 'x', biosUuid: 'y' }
    state.vms.push({ ...vm, ...others })
  })
  await world.syncDr()
  expect(await shell()).toMatchObject({ dr_shell_status: 'created', dr_shell_moref: 'vm-990002', attention: [] })
})

test.each<[string, Parameters<typeof world.meddle>[1], RegExp, RegExp]>([
  [
    'row 14: the cluster may act on it',
    (_, state) => delete state.overrides,
    /DRS is as the cluster instead of manual/,
    /set right/,
  ],
  [
    'row 14: a NIC is plugged in',
    ({ moref }, state) => delete state.marks?.[moref]?.unplugged,
    /NIC .* connected/,
    /set right/,
  ],
  ['it has less memory', (vm) => (vm.memoryBytes = 2 ** 30), /memory is 1024 MiB/, /made anew/],
])('changed, and repaired by the same job: %s', async (_, change, message, hint) => {
  await world.meddle((await shell()).dr_shell_moref, change)
  expect(await world.syncDr()).toMatchObject({ result: { shells_changed: 1 } })
  expect(await shell()).toMatchObject({
    dr_shell_status: 'created',
    attention: [
      { code: 'dr_shell_changed', message: expect.stringMatching(message), hint: expect.stringMatching(hint) },
    ],
  })
  expect(await world.makeShell(id)).toMatchObject({ status: 'succeeded' })
  expect(await codes()).toEqual([])
  expect(await world.syncDr()).toMatchObject({ result: { shells_changed: 0, shells_missing: 0 } })
  expect(await codes()).toEqual([])
})

test('row 27: gone from the DR vCenter, it is missing until it is made anew', async () => {
  const { dr_shell_moref: moref } = await shell()
  await world.dr().update((state) => {
    state.vms = state.vms.filter((vm) => vm.moref !== moref)
  })
  expect(await world.syncDr()).toMatchObject({ result: { shells_missing: 1 } })
  expect(await shell()).toMatchObject({
    dr_shell_status: 'missing',
    dr_shell_moref: null,
    attention: [{ code: 'dr_shell_missing', message: expect.stringContaining(moref ?? ''), since: expect.any(String) }],
  })
  const since = (await shell()).attention[0]?.since
  await world.syncDr()
  expect((await shell()).attention[0]?.since).toBe(since)
  const plan = await call('GET', `/protected-vms/${id}/dr-shell-plan`, { token: world.token })
  expect(plan.body).toMatchObject({ way: 'create', dr_shell_status: 'missing', blockers: [] })
  expect(await world.makeShell(id)).toMatchObject({ status: 'succeeded' })
  expect(await shell()).toMatchObject({ dr_shell_status: 'created', attention: [] })
})
