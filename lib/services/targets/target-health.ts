import { z } from 'zod'
import { healthLevels } from '../../domain/appliance-health.ts'
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
      state: z.enum(['none', 'running', 'finished', 'cancelled']),
      finishedAt: Timestamp.nullable(),
      errors: z.number().int().nullable(),
    }),
  }),
  sshMs: z.number(),
  problems: z.array(z.object({ code: z.string(), message: z.string(), hint: z.string() })),
})
export type TargetHealth = z.infer<typeof TargetHealth>
