import type { MoRef } from '../../../domain/inventory.ts'
import { powerStateOf } from '../inventory/vm-state.ts'
import type { ManagedObject, Read } from '../schema/wire-types.ts'
import { isSessionEnd, type SessionKeeper } from '../soap/session-keeper.ts'
import type { VmPulse, VmQuestion } from '../vsphere-changes.ts'
import { PropertyWatch } from './property-watch.ts'

const PATHS = ['runtime.powerState', 'guest.toolsRunningStatus', 'guestHeartbeatStatus', 'runtime.question'] as const
const DOING = 'watch VMs'
/** Sessions that end one after the other, without anything heard in between. */
const ATTEMPTS = 3

type VmProperties = ManagedObject<'VirtualMachine'>['properties']

/** Ends with the signal. A VM that the vCenter does not know has no power state. */
export async function* watchVms(
  sessions: SessionKeeper,
  vms: readonly MoRef[],
  signal: AbortSignal,
): AsyncGenerator<readonly VmPulse[]> {
  const known = new Map<MoRef, VmProperties>()
  const told = new Map<MoRef, string>()
  let silent = 0
  /** What is different from what was told. */
  const news = (changed: Iterable<MoRef>): readonly VmPulse[] =>
    [...changed].flatMap((vm) => {
      const pulse = pulseOf(vm, known.get(vm))
      const text = JSON.stringify(pulse)
      if (told.get(vm) === text) return []
      told.set(vm, text)
      return pulse
    })

  while (!signal.aborted) {
    let watch: PropertyWatch<'VirtualMachine'> | null = null
    try {
      watch = await openWatch(sessions, signal)
      for (const vm of await watch.modify(vms, [], signal)) known.delete(vm)
      const missing = vms.filter((vm) => !known.has(vm))
      let isFirst = true
      for (;;) {
        const changes = await watch.next(signal)
        for (const { moref, gone, properties } of changes) {
          if (gone) known.delete(moref)
          else known.set(moref, { ...known.get(moref), ...properties })
        }
        const changed = new Set([...changes.map(({ moref }) => moref), ...(isFirst ? missing : [])])
        const pulses = news(changed)
        isFirst = false
        silent = 0
        if (pulses.length > 0) yield pulses
        if (signal.aborted) return
      }
    } catch (error) {
      if (signal.aborted) return
      if (!isSessionEnd(error) || ++silent >= ATTEMPTS) throw error
      if (watch) sessions.forget(watch.session)
    } finally {
      await watch?.close()
    }
  }
}

async function openWatch(sessions: SessionKeeper, signal: AbortSignal): Promise<PropertyWatch<'VirtualMachine'>> {
  return sessions.run(signal, (session) =>
    PropertyWatch.open(session, 'VirtualMachine', PATHS, { doing: DOING, signal }),
  )
}

function pulseOf(vm: MoRef, properties: VmProperties = {}): VmPulse {
  const question = properties['runtime.question']
  return {
    vm,
    powerState: powerStateOf(properties),
    toolsRunning: properties['guest.toolsRunningStatus'] === 'guestToolsRunning',
    heartbeat: properties.guestHeartbeatStatus ?? null,
    question: question ? questionOf(question) : null,
  }
}

function questionOf({ id = '', text = '', message = [], choice }: Read<'VirtualMachineQuestionInfo'>): VmQuestion {
  return {
    id,
    text,
    messages: message.flatMap((each) => each.id ?? []),
    choices: (choice?.choiceInfo ?? []).map(({ key = '', label = key }) => ({ key, label })),
  }
}
