import type { VmHardware } from './vm-hardware.ts'
import { datastorePath } from './vm-placement.ts'

/** Made anew at each start, on whatever datastore the host keeps them: no recovery needs them. */
const SWAP = /\.vswp$/i

/**
 * The files of a VM that do not lie on that datastore. None means that all of it was seen there; what
 * cannot be told counts as elsewhere.
 */
export function filesElsewhere(
  { vmxPath, disks, files }: Pick<VmHardware, 'vmxPath' | 'disks' | 'files'>,
  datastore: string,
): string[] {
  const isThere = (file: string) => datastorePath(file)?.datastore === datastore
  const home = vmxPath === null ? ['its home, of which nothing is known'] : isThere(vmxPath) ? [] : [vmxPath]
  const ofDisks = disks.flatMap((disk) => {
    if (disk.datastore === datastore) return []
    return [disk.path === null ? `disk ${disk.key}` : `[${disk.datastore ?? '?'}] ${disk.path}`]
  })
  const others = files.filter((file) => !SWAP.test(file) && !isThere(file))
  return [...new Set([...home, ...ofDisks, ...others])]
}
