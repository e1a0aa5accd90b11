import { ZerfauxError } from '../../domain/errors.ts'
import type { VsphereDriver } from '../../drivers/vsphere/vsphere-driver.ts'
import { Killed, type Fate } from './faulty-driver.ts'

/** As `faultyDriver`, for a vCenter. Half of one of its calls is nothing done, and no answer. */
export function faultyVcenter(driver: VsphereDriver, fate: (call: string) => Fate, kill: () => void): VsphereDriver {
  return new Proxy(driver, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target)
      if (typeof method !== 'function') return method
      return async (...given: unknown[]) => {
        const outcome = fate(String(name))
        const die = () => {
          kill()
          throw new Killed(`killed in ${String(name)}`)
        }
        if (outcome === 'killed_before') die()
        if (outcome === 'refused' || outcome === 'half')
          throw new ZerfauxError('unreachable', `${String(name)}: no answer`)
        const result: unknown = await Reflect.apply(method, target, given)
        if (outcome === 'killed_after') die()
        if (outcome === 'lost') throw new ZerfauxError('unreachable', `${String(name)}: its answer was lost`)
        return result
      }
    },
  })
}
