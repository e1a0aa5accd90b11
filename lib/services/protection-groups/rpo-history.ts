import { z } from 'zod'
import { getGroup } from '../../db/protection-groups.ts'
import { listSpans } from '../../db/rpo-history.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { rpoAt } from '../../domain/rpo-history.ts'
import { rpoStatuses } from '../../domain/rpo.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Id, iso, isoOrNull, Timestamp } from '../fields.ts'

const DAY_MS = 86_400_000
const LONGEST_DAYS = 31

const When = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

export const RpoHistoryQuery = z.strictObject({
  from: When.optional().meta({ description: 'A day before `to` by default' }),
  to: When.optional().meta({ description: 'Now by default; at most 31 days after `from`' }),
  at: When.optional().meta({ description: 'Asks what it was at that moment' }),
})
export const GetRpoHistory = RpoHistoryQuery.extend({ id: Id })

export const RpoHistory = z.object({
  from: Timestamp,
  to: Timestamp,
  spans: z.array(
    z.object({
      from: Timestamp,
      to: Timestamp,
      status: z.enum(rpoStatuses),
      currentUntil: Timestamp.nullable().meta({ description: 'Null where spans were merged by the hour' }),
      objectiveSeconds: z.number().int(),
      worstAgeSeconds: z.number().int().nullable(),
    }),
  ),
  at: z
    .object({
      at: Timestamp,
      status: z.enum(rpoStatuses),
      ageSeconds: z.number().int().nullable(),
      objectiveSeconds: z.number().int(),
      precision: z.enum(['exact', 'hour']).meta({ description: '`hour`: the worst of that hour' }),
    })
    .nullable()
    .meta({ description: 'Null where nobody judged then, or nothing was asked' }),
})
export type RpoHistory = z.infer<typeof RpoHistory>

/** How the group met its objective, as spans of equal judgement; where nothing was judged there is no span. */
export async function getRpoHistory(ctx: ServiceContext, input: z.input<typeof GetRpoHistory>): Promise<RpoHistory> {
  requireRole(ctx, 'viewer')
  const { id, at, ...asked } = GetRpoHistory.parse(input)
  await getGroup(ctx.db, id)
  const to = asked.to ?? ctx.now
  const from = asked.from ?? new Date(to.getTime() - DAY_MS)
  if (from >= to) throw new ZerfauxError('invalid_input', 'from must be before to')
  if (to.getTime() - from.getTime() > LONGEST_DAYS * DAY_MS)
    throw new ZerfauxError('invalid_input', `At most ${LONGEST_DAYS} days can be asked for at once`, {
      hint: 'Ask for several stretches of time, one after the other.',
    })
  const [spans, then] = await Promise.all([
    listSpans(ctx.db, id, from, to),
    at === undefined ? null : listSpans(ctx.db, id, at, at),
  ])
  const answer = at !== undefined && then ? rpoAt(then, at) : null
  return {
    from: iso(from),
    to: iso(to),
    spans: spans.map(({ fromAt, toAt, currentUntil, ...span }) => ({
      from: iso(fromAt),
      to: iso(toAt),
      currentUntil: isoOrNull(currentUntil),
      ...span,
    })),
    at: answer && { ...answer, at: iso(answer.at) },
  }
}
