import type { Metadata } from 'next'
import Link from 'next/link'
import { z } from 'zod'
import { pageContext } from '@/lib/http/page-context'
import { getBatch } from '@/lib/services/batches/get-batch'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { because } from '../../../../_components/because'
import { guarded } from '../../../../_components/guarded'
import { pick, type SearchParams } from '../../../../_components/search-params'
import { BatchOfShells } from '../_components/batch-of-shells'
import { CreateShells } from '../_components/create-shells'
import { loadShells } from '../_components/load-shells'
import { NoVmChosen } from '../_components/no-vm-chosen'
import { shellsPath } from '../_components/shell-selection'
import { ShellsHead } from '../_components/shells-head'

export const metadata: Metadata = { title: 'Create DR shells' }

export default function CreateShellsPage({
  params,
  searchParams,
}: PageProps<'/replication/groups/[groupId]/shells/create'>) {
  return guarded(async () => {
    const [{ groupId }, search] = [await params, await searchParams]
    const batchId = z.uuid().safeParse(pick(search, ['batch']).batch)
    return batchId.success ? progress(groupId, batchId.data) : review(groupId, search)
  })
}

/** Before: what would be done, and the one button. */
async function review(groupId: string, search: SearchParams) {
  const { ctx, group, selection, plans } = await loadShells(groupId, search)
  const free = plans.filter(({ blockers, activeJobId }) => blockers.length === 0 && activeJobId === null)
  const left = plans.filter((plan) => !free.includes(plan))
  return (
    <main className="page stack" id="content">
      <ShellsHead group={group} at="Create" />
      {plans.length === 0 ? (
        <NoVmChosen groupId={group.id} />
      ) : (
        <CreateShells
          groupId={group.id}
          free={free}
          left={left.map(({ name, activeJobId }) => ({
            name,
            why: activeJobId === null ? 'in the way' : 'job under way',
            activeJobId,
          }))}
          backHref={shellsPath(group.id, 'placement', selection)}
          because={because(ctx.actor.role, 'operator')}
        />
      )}
    </main>
  )
}

/** After: every VM's job, live, and what was read back. */
async function progress(groupId: string, batchId: string) {
  const ctx = await pageContext()
  const [group, batch] = await Promise.all([getGroup(ctx, { id: groupId }), getBatch(ctx, { id: batchId })])
  return (
    <main className="page stack" id="content">
      <ShellsHead group={group} at="Create" />
      <BatchOfShells initial={batch} because={because(ctx.actor.role, 'operator')} />
      <div className="actions">
        <Link className="button" href={shellsPath(group.id, '')}>
          All shells of {group.name}
        </Link>
      </div>
    </main>
  )
}
