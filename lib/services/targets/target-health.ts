import { z } from 'zod'
import { healthLevels, scrubStates } from '../../domain/appliance-health.ts'
import { Bytes, Timestamp } from '../fields.ts'

export const TargetHealth = z.object({
  health: z.enum(healthLevels),
  zfsVersion: z.string(),
  pool: z.object({
    state: z.string(),
    size: Bytes,
    available: Bytes,
    fragmentation: z.number().nullable().meta({ description: 'Percent' }),
    scrub: z.object({
      state: z.enum(scrubStates),
      finishedAt: Timestamp.nullable(),
      errors: z.number().int().nullable(),
    }),
    resilvering: z.boolean(),
    devices: z.array(
      z.object({
        name: z.string(),
        state: z.string(),
        readErrors: z.number().int(),
        writeErrors: z.number().int(),
        checksumErrors: z.number().int(),
      }),
    ),
    dataErrors: z.number().int().nullable().meta({ description: 'Places whose data is lost; null when not known' }),
  }),
  sshMs: z.number(),
  clockOffsetSeconds: z.number().nullable().meta({ description: 'The appliance’s clock minus ours' }),
  problems: z.array(
    z.object({ level: z.enum(['warning', 'critical']), code: z.string(), message: z.string(), hint: z.string() }),
  ),
})
export type TargetHealth = z.infer<typeof TargetHealth>
