import { afterAll, beforeAll, expect, test } from 'vitest'
import { call } from '../../api/call.ts'
import { withWorker } from '../../api/worker.ts'
import { labVcenter } from '../lab-vcenter.ts'
import { allOn } from './movable.ts'
import { makeMoveRig, type MoveRig } from './move-rig.ts'
import { removeShells } from './shell-rig.ts'
import { labVsphereDriver } from './vsphere-rig.ts'

withWorker('one')
withWorker('two')

type Verb = 'move-to-protection-datastore' | 'create-dr-shell'
const MOVE: Verb = 'move-to-protection-datastore'
const CREATE: Verb = 'create-dr-shell'
/** The product's own limits for single requests, of a datastore and of a vCenter. */
const LIMITS = { [MOVE]: 2, [CREATE]: 4 }

let rig: MoveRig
const driver = labVsphereDriver(labVcenter('b').info)

beforeAll(async () => {
  rig = await makeMoveRig('at-once', 20)
  await rig.map('placeholder-b')
  await rig.source.setTaskDelay('RelocateVM_Task', 800)
  await rig.dr.setTaskDelay('CreateVM_Task', 800)
})
afterAll(async () => {
  await rig.source.setTaskDelay('RelocateVM_Task', 0)
  await rig.dr.setTaskDelay('CreateVM_Task', 0)
  await removeShells(
    driver,
    rig.vms.map(({ id }) => id),
  )
  await Promise.all([driver.close(), rig.driver.close()])
})

const ask = async (at: number, verb: Verb) => ({
  at,
  verb,
  ...(await call('POST', `/protected-vms/${rig.vms[at]?.id}/${verb}`, { token: rig.token })),
})

test('10 moves and 10 creations asked for at once, some twice: all end well, each once, the others meet the job in the way', async () => {
  await Promise.all([rig.source.tasks({ reset: true }), rig.dr.tasks({ reset: true })])
  const wanted = rig.vms.map((_, at) => ask(at, at < 10 ? MOVE : CREATE))
  const alsoWanted = [ask(0, CREATE), ask(1, MOVE), ask(10, MOVE), ask(11, CREATE)]
  const answers = await Promise.all([...wanted, ...alsoWanted])
  const accepted = answers.filter(({ status }) => status === 202)
  expect(accepted.map(({ at }) => at).toSorted((a, b) => a - b)).toEqual(rig.vms.map((_, at) => at))
  const refused = answers.filter(({ status }) => status !== 202)
  expect(refused).toHaveLength(alsoWanted.length)
  for (const { at, status, body } of refused) {
    const inTheWay = accepted.find((one) => one.at === at)?.body['job_id']
    expect({ status, body }).toMatchObject({ status: 409, body: { code: 'conflict', job_id: inTheWay } })
    expect(body['detail']).toContain(rig.vms[at]?.name)
  }

  for (const { body } of accepted) expect(await rig.settled(body['job_id'])).toMatchObject({ status: 'succeeded' })
  const moved = accepted.filter(({ verb }) => verb === MOVE).map(({ at }) => rig.vms[at] ?? (undefined as never))
  const made = accepted.filter(({ verb }) => verb === CREATE).map(({ at }) => rig.vms[at]?.id ?? '')
  const relocations = (await rig.source.tasks())['RelocateVM_Task']
  expect(relocations?.begun).toEqual(Object.fromEntries(moved.map((vm) => [rig.morefOf(vm), 1])))
  expect(relocations?.most_at_once).toBe(LIMITS[MOVE])
  for (const vm of moved) expect(await rig.filesOf(vm)).toSatisfy(allOn)
  const creations = (await rig.dr.tasks())['CreateVM_Task']
  expect(Object.values(creations?.begun ?? {}).reduce((sum, times) => sum + times, 0)).toBe(made.length)
  expect(creations?.most_at_once).toBe(LIMITS[CREATE])
  for (const id of made) {
    const { dr_shell_status: status, dr_shell_moref: moref } = await rig.vm(id)
    expect(status).toBe('created')
    const signal = AbortSignal.timeout(30_000)
    expect(await driver.findByExtraConfig('zfx.protected_vm', id, { signal })).toEqual([moref])
  }
})
