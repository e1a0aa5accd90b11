import { z } from 'zod'

// What may reach a shell. Stricter than ZFS itself: no space, no leading dash, no `%`.
const component = '[A-Za-z0-9][A-Za-z0-9_.:-]*'

/** `pool/prefix/group`, at most 200 characters so that snapshot names still fit in ZFS' 255. */
export const DatasetName = z
  .string()
  .max(200)
  .regex(
    new RegExp(`^${component}(/${component})*$`),
    'Use letters, digits and _ . : - in each part, parts joined by /',
  )
  .refine((name) => !name.split('/').some((part) => part === '.' || part === '..'), 'A part cannot be . or ..')
  .brand<'DatasetName'>()
export type DatasetName = z.infer<typeof DatasetName>

export const PoolName = z
  .string()
  .max(100)
  .regex(/^[A-Za-z][A-Za-z0-9_.-]*$/, 'Use letters, digits and _ . - starting with a letter')
  .brand<'PoolName'>()
export type PoolName = z.infer<typeof PoolName>

/** The part after `@` or `#`. */
export const SnapshotName = z
  .string()
  .max(80)
  .regex(new RegExp(`^${component}$`), 'Use letters, digits and _ . : -')
  .brand<'SnapshotName'>()
export type SnapshotName = z.infer<typeof SnapshotName>

/** `zfx:<kind>:<id>`: every hold of ours names its owner (failure-modes row 5). */
export const HoldTag = z
  .string()
  .max(120)
  .regex(/^zfx:[a-z]+:[A-Za-z0-9-]+$/)
  .brand<'HoldTag'>()
export type HoldTag = z.infer<typeof HoldTag>

/** A ZFS guid: unsigned 64 bits as decimal digits. Kept as text, since JavaScript's numbers are too short. */
export const Guid = z
  .string()
  .regex(/^[0-9]{1,20}$/)
  .brand<'Guid'>()
export type Guid = z.infer<typeof Guid>

const PREFIX = 'zfx_'

/** `zfx_20261123T072300Z_000042`: UTC and a sequence number, so that clock jumps do not reorder (failure-modes row 20). */
export function recoveryPointName(takenAt: Date, sequence: number): SnapshotName {
  const stamp = takenAt.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  return SnapshotName.parse(`${PREFIX}${stamp}_${String(sequence).padStart(6, '0')}`)
}

const RECOVERY_POINT = /^zfx_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z_\d{6,}$/

/** Only what we named do we ever prune. */
export function isOurs(name: string): boolean {
  return RECOVERY_POINT.test(name)
}

/** When a recovery point was taken, by its own name: `creation` follows the appliance's clock (failure-modes row 20). */
export function recoveryPointTime(name: string): Date {
  const [, ...parts] = RECOVERY_POINT.exec(name) ?? []
  if (parts.length === 0) throw new TypeError(`${name} is no recovery point of ours`)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number)
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second))
}

export const stepHold = (jobId: string): HoldTag => HoldTag.parse(`zfx:step:${jobId}`)
export const pointHold = (recoveryPointId: string): HoldTag => HoldTag.parse(`zfx:point:${recoveryPointId}`)
/** Legal hold. Released by unpinning and by nothing else. */
export const pinHold = (recoveryPointId: string): HoldTag => HoldTag.parse(`zfx:pin:${recoveryPointId}`)
export const isPinHold = (tag: string): boolean => tag.startsWith('zfx:pin:')
/** One cursor per (dataset, target); the sequence makes moving it on a create and then a destroy (failure-modes row 8). */
export const cursorPrefix = (targetId: string): string => `zfx_cursor_${targetId.slice(0, 8)}_`
