import { z } from 'zod'
import { JournalError } from '../../domain/journal.ts'
import { bytesOfLeftovers, leftoverKinds, siteKinds } from '../../domain/leftover.ts'
import { leftoverId, lookForLeftovers, type Look } from '../../workflows/leftovers/look-for-leftovers.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Bytes, Id, iso, Timestamp } from '../fields.ts'

export const LeftoverView = z.object({
  id: Id,
  kind: z.enum(leftoverKinds),
  siteKind: z.enum(siteKinds),
  siteId: Id,
  siteName: z.string(),
  object: z.string().meta({ description: 'As the site calls it: tank/web@zfx_…, tank/web#zfx_cursor_…, a VM’s name' }),
  tag: z.string().nullable().meta({ description: 'A hold’s tag, a VMware snapshot’s name' }),
  vmMoref: z.string().nullable().meta({ description: 'Of the VM, at a vCenter' }),
  dataset: z.string().nullable(),
  bytes: Bytes.nullable().meta({ description: 'What it keeps from being free; null when nobody can tell' }),
  because: z.string().meta({ description: 'Why it belongs to nothing' }),
  consequence: z.string().meta({ description: 'What releasing it does, and what it does not' }),
  inTheWay: z.string().nullable().meta({ description: 'Why it cannot be released as it is now; null when it can' }),
  command: z.string().nullable().meta({ description: 'What a person may do beyond that, by hand' }),
})
export type LeftoverView = z.infer<typeof LeftoverView>

export const SiteLookView = z.object({
  kind: z.enum(siteKinds),
  id: Id,
  name: z.string(),
  error: JournalError.nullable().meta({ description: 'Why it could not be read; what lies there is then not known' }),
})
export type SiteLookView = z.infer<typeof SiteLookView>

export const LeftoverList = z.object({
  items: z.array(LeftoverView),
  totalBytes: Bytes.meta({ description: 'At least so much; each snapshot counts once' }),
  sites: z.array(SiteLookView),
  readAt: Timestamp,
})
export type LeftoverList = z.infer<typeof LeftoverList>

export const ListLeftovers = z.strictObject({ targetId: Id.optional(), vcenterId: Id.optional() })

const READ_MS = 60_000

/** What lies at the sites now, carries our name and belongs to nothing in the database. */
export async function listLeftovers(
  ctx: ServiceContext,
  input: z.input<typeof ListLeftovers> = {},
): Promise<LeftoverList> {
  requireRole(ctx, 'viewer')
  const look = await lookForLeftovers(ctx, ListLeftovers.parse(input), AbortSignal.timeout(READ_MS))
  return {
    items: leftoverViews(look),
    totalBytes: bytesOfLeftovers(look.leftovers),
    sites: look.sites.map((site) => ({ ...site })),
    readAt: iso(ctx.now),
  }
}

function leftoverViews({ leftovers, sites }: Look): LeftoverView[] {
  const names = new Map(sites.map(({ id, name }) => [id, name]))
  return leftovers.map(({ key, release: _, vm, ...leftover }) => ({
    ...leftover,
    vmMoref: vm,
    id: leftoverId({ key, siteId: leftover.siteId }),
    siteName: names.get(leftover.siteId) ?? leftover.siteId,
  }))
}
