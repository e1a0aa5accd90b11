import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'

/**
 * An empty disk with one MBR partition over all of it. The guest has no udev, so `zpool create` must not partition
 * a whole disk itself: it would wait for a device node that nobody makes.
 */
export function writePoolImage(path, sizeMib) {
  const sectors = sizeMib * 2048
  const firstSector = 2048
  const table = Buffer.alloc(512)
  table.writeUInt8(0xbf, 446 + 4) // partition type: Solaris, as zpool itself would choose
  table.writeUInt32LE(firstSector, 446 + 8)
  table.writeUInt32LE(sectors - firstSector, 446 + 12)
  table.writeUInt16LE(0xaa55, 510)
  const file = openSync(path, 'w')
  ftruncateSync(file, sectors * 512)
  writeSync(file, table, 0, table.length, 0)
  closeSync(file)
}
