import { ZerfauxError } from '../../../domain/errors.ts'
import { MoRef } from '../../../domain/inventory.ts'

/** What a vCenter says a MoRef is; refused when it could not be kept or handed back safely. */
export function toMoRef(value: string): MoRef {
  const moref = MoRef.safeParse(value)
  if (moref.success) return moref.data
  throw new ZerfauxError(
    'remote_rejected',
    `The vCenter names an object ${JSON.stringify(value.slice(0, 80))}, which is not a MoRef`,
  )
}
