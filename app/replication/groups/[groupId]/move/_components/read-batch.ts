import { z } from 'zod'
import { pageContext } from '@/lib/http/page-context'
import { getBatch } from '@/lib/services/batches/get-batch'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { pick, type SearchParams } from '../../../../_components/search-params'

/** The batch that the address names. */
export async function readBatch(groupId: string, search: SearchParams) {
  const ctx = await pageContext()
  const id = z.uuid().parse(pick(search, ['batch']).batch)
  const [group, batch] = await Promise.all([getGroup(ctx, { id: groupId }), getBatch(ctx, { id })])
  return { ctx, group, batch }
}
