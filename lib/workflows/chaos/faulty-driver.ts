import { ZerfauxError } from '../../domain/errors.ts'
import type { ZfsChange } from '../../domain/zfs-state.ts'
import type { Destination, ZfsDriver } from '../../drivers/zfs/zfs-driver.ts'

/** What becomes of one call: `lost` did its work, but its answer never came. */
export type Fate = 'well' | 'refused' | 'lost' | 'half' | 'killed_before' | 'killed_after'

/** Thrown where the worker's process would have been killed. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

const inner = new WeakMap<object, ZfsDriver>()

/**
 * A driver any of whose calls may go wrong, as `fate` decides for each. `kill` is called before the
 * worker "dies", so that its journal writes nothing more.
 */
export function faultyDriver(driver: ZfsDriver, fate: (call: string) => Fate, kill: () => void): ZfsDriver {
  const faulty = new Proxy(driver, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target)
      if (typeof method !== 'function') return method
      return async (...args: unknown[]) => {
        const outcome = fate(String(name))
        const die = () => {
          kill()
          throw new Killed(`killed in ${String(name)}`)
        }
        if (outcome === 'killed_before') die()
        if (outcome === 'refused') throw new ZerfauxError('unreachable', `${String(name)}: no answer`)
        const given = outcome === 'half' ? halved(String(name), args) : args
        const result: unknown = await Reflect.apply(method, target, given.map(bare))
        if (outcome === 'killed_after') die()
        if (outcome === 'lost' || outcome === 'half')
          throw new ZerfauxError('unreachable', `${String(name)}: its answer was lost`)
        return result
      }
    },
  })
  inner.set(faulty, driver)
  return faulty
}

/** A script that was cut off after some of its changes. */
function halved(call: string, args: readonly unknown[]): readonly unknown[] {
  const [changes, ...rest] = args
  if (!call.startsWith('apply') || !Array.isArray(changes)) return args
  const list: readonly ZfsChange[] = changes
  return [list.slice(0, Math.floor(list.length / 2)), ...rest]
}

/** The other end of a send must be the real driver: it looks inside. */
function bare(argument: unknown): unknown {
  if (!isDestination(argument)) return argument
  return { ...argument, appliance: inner.get(argument.appliance) ?? argument.appliance }
}

function isDestination(value: unknown): value is Destination {
  return typeof value === 'object' && value !== null && 'appliance' in value && 'transferId' in value
}
