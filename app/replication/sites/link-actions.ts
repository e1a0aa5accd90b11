'use server'

import { refresh } from 'next/cache'
import { keptValues, type FormState } from '@/app/_ui/form-state'
import { readForm } from '@/app/_ui/read-form'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import { putLink, PutLink } from '@/lib/services/links/put-link'
import { bandwidthOfForm, withoutBandwidth } from '../_components/bandwidth-values'

export async function putLinkAction(_: FormState, data: FormData): Promise<FormState> {
  const outcome = await attempt(async () => {
    const fields = readForm(withoutBandwidth(data), { numbers: ['max_transfers'] })
    return putLink(await pageContext(), PutLink.parse(Object.assign({}, fields, bandwidthOfForm(data))))
  })
  if ('problem' in outcome) return { ...outcome, values: keptValues(data) }
  refresh()
  return { done: 'Saved', values: keptValues(data) }
}
