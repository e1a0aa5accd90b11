import { ZerfauxError } from '../../../domain/errors.ts'
import type { VcenterAbout } from '../../../domain/inventory.ts'
import type { Read } from '../schema/wire-types.ts'

/** An ESXi host speaks the same API, but has no instance UUID: its MoRefs could not be told from another's. */
export function vcenterAbout(about: Read<'AboutInfo'>): VcenterAbout {
  const { name = '', version = '', build = '', apiVersion = '', instanceUuid } = about
  if (!instanceUuid) {
    throw new ZerfauxError('remote_rejected', `${name || 'What answers there'} is not a vCenter`, {
      hint: 'Use the address of the vCenter that manages this host.',
    })
  }
  return { name, version, build, apiVersion, instanceUuid }
}
