import { z } from 'zod'
import { getGroup } from '../../db/protection-groups.ts'
import { getSchedule as query } from '../../db/schedule-facts.ts'
import { scheduleOutlook } from '../../domain/schedule-outlook.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById, iso, isoOrNull, Timestamp } from '../fields.ts'

export const ScheduleView = z.object({
  by: z.enum(['rpo', 'cron']),
  paused: z.boolean(),
  nextDueAt: Timestamp.nullable().meta({
    description: 'Null while paused, while a run is under way, or not decided yet',
  }),
  cronTimes: z.array(Timestamp).meta({ description: 'The next times of the cron expression; empty by RPO' }),
  intervalSeconds: z.number().int().nullable().meta({ description: 'From one recovery point to the next, by RPO' }),
  expectedRunSeconds: z.number().int().nullable().meta({ description: 'Learned from the last runs' }),
  notices: z
    .array(z.object({ message: z.string(), hint: z.string() }))
    .meta({ description: 'What will keep the RPO from being met' }),
})
export type ScheduleView = z.infer<typeof ScheduleView>

/** When the group runs next, and whether that will do. */
export async function getSchedule(ctx: ServiceContext, input: ById): Promise<ScheduleView> {
  requireRole(ctx, 'viewer')
  const { id } = ById.parse(input)
  const { state, nextDueAt, schedule, activeJobId } = await getGroup(ctx.db, id)
  const facts = await query(ctx.db, id)
  const running = state === 'protecting' && facts !== null
  const outlook = running ? scheduleOutlook(facts) : null
  return {
    by: schedule === null ? 'rpo' : 'cron',
    paused: state === 'paused',
    nextDueAt: activeJobId ? null : isoOrNull(nextDueAt),
    cronTimes: (outlook?.cronTimes ?? []).map(iso),
    intervalSeconds: outlook?.intervalSeconds ?? null,
    expectedRunSeconds: outlook?.expectedRunSeconds ?? null,
    notices: (outlook?.notices ?? []).map((notice) => ({ ...notice })),
  }
}
