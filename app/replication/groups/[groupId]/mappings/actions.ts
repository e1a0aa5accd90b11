'use server'

import { refresh } from 'next/cache'
import type { FormState } from '@/app/_ui/form-state'
import { readForm } from '@/app/_ui/read-form'
import type { Direction } from '@/lib/domain/group-enums'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import { NetworkMappingsChange, putNetworkMappings } from '@/lib/services/mappings/network-mappings'
import { PlacementMappingChange, savePlacementMapping } from '@/lib/services/mappings/placement-mappings'
import { placementFields } from './_components/placement-names'

export async function putNetworkMappingsAction(
  id: string,
  direction: Direction,
  _: FormState,
  data: FormData,
): Promise<FormState> {
  const [sources, targets, tests] = ['source_network', 'target_network', 'test_network'].map((name) =>
    data.getAll(name),
  )
  const items = (sources ?? []).map((sourceNetwork, at) => ({
    sourceNetwork,
    targetNetwork: targets?.[at] || null,
    testNetwork: tests?.[at] || null,
  }))
  const outcome = await attempt(async () =>
    putNetworkMappings(await pageContext(), { id, ...NetworkMappingsChange.parse({ direction, items }) }),
  )
  if ('problem' in outcome) return outcome
  refresh()
  return { done: 'Networks saved' }
}

export async function putPlacementAction(
  id: string,
  direction: Direction,
  _: FormState,
  data: FormData,
): Promise<FormState> {
  const outcome = await attempt(async () => {
    const placement = readForm(data, { optional: placementFields })
    return savePlacementMapping(await pageContext(), {
      id,
      ...PlacementMappingChange.parse({ direction, placement }),
    })
  })
  if ('problem' in outcome) return outcome
  refresh()
  return { done: 'Placement saved' }
}
