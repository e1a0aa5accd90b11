import { z } from 'zod'
import { Retention } from '../../domain/retention.ts'
import { DatasetName } from '../../domain/zfs-names.ts'
import { Id, Name } from '../fields.ts'

/** A filesystem below the pool's own: replicas are never received into a pool's root. */
const GroupDataset = DatasetName.refine(
  (name) => name.includes('/'),
  'Name a dataset below the pool, such as tank/zerfaux/web',
)

/** Named in the contract, built later: said when asked for, never ignored in silence. */
const notYet = (what: string) => `${what} is not available in this version`

export const groupFields = {
  name: Name,
  sourceVcenterId: Id,
  drVcenterId: Id,
  sourceTargetId: Id,
  drTargetId: Id,
  protectionDatastore: Name,
  sourceDataset: GroupDataset,
  drDataset: GroupDataset,
  placeholderDatastore: Name.nullable(),
  rpoMinutes: z.number().int().min(1).max(525_600),
  schedule: z
    .string()
    .nullable()
    .refine((text) => text === null, notYet('A schedule')),
  consistency: z.enum(['crash', 'application']).refine((value) => value === 'crash', notYet('Application consistency')),
  retention: Retention,
  transport: z.enum(['direct', 'relay']).refine((value) => value === 'direct', notYet('The relay transport')),
  bandwidthLimit: z
    .number()
    .int()
    .positive()
    .nullable()
    .refine((value) => value === null, notYet('A bandwidth limit')),
}
