import { describe, expect, test } from 'vitest'
import { web01 } from '../domain/shell-plan.world.ts'
import { makeShellWorld } from './create-shell.world.ts'
import { removeShell } from './remove-shell.ts'
import { runJob } from './run-job.ts'
import { ArrayJournal, obeysTheLaws } from './workflow.laws.ts'

const { removal } = await makeShellWorld()

async function worldWithShell() {
  const world = await makeShellWorld()
  await world.makeShell()
  return { ...world, params: world.removal(true), tools: world.newTools() }
}

describe('removing a shell', () => {
  obeysTheLaws(removeShell, worldWithShell, removal(true))
})

test('it is gone, and on request the VM leaves its group', async () => {
  const { params, tools, fingerprint, record } = await worldWithShell()
  expect(await runJob(removeShell, { ...params, unprotect: false }, tools, new ArrayJournal())).toBe('succeeded')
  expect(await fingerprint()).toMatchObject({ shells: [], vms: 6, record: { status: 'none', moref: null } })
  expect(record.isProtected).toBe(true)
  expect(await runJob(removeShell, params, tools, new ArrayJournal())).toBe('succeeded')
  expect(record.isProtected).toBe(false)
})

test.each([
  ['runs', { powerState: 'powered_on' as const }, /not powered off/],
  ['has a disk', { disks: web01.disks }, /has a disk/],
])('one that %s is refused, and stays', async (_, change, message) => {
  const { params, tools, store, fingerprint } = await worldWithShell()
  await store.update(({ vms }) => {
    const shell = vms.find(({ name }) => name === 'web01')
    if (shell) Object.assign(shell, change)
  })
  const journal = new ArrayJournal()
  expect(await runJob(removeShell, params, tools, journal)).toBe('needs_operator')
  expect(journal.log.at(-1)?.error).toMatchObject({
    code: 'precondition_failed',
    message: expect.stringMatching(message),
    hint: expect.any(String),
  })
  expect((await fingerprint()).shells).toHaveLength(1)
})

test('a VM without our marks is not touched, even where its MoRef is on record', async () => {
  const world = await makeShellWorld()
  const { vms } = await world.store.read()
  const stranger = vms[0]?.moref ?? null
  const params = { ...world.removal(), moref: stranger }
  expect(await runJob(removeShell, params, world.newTools(), new ArrayJournal())).toBe('succeeded')
  expect((await world.store.read()).vms.map(({ moref }) => moref)).toContain(stranger)
})
