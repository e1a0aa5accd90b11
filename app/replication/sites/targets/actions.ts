'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import type { z } from 'zod'
import { keptValues, type FormState } from '@/app/_ui/form-state'
import { readForm } from '@/app/_ui/read-form'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import { checkTarget } from '@/lib/services/targets/check-target'
import { createTarget, CreateTarget } from '@/lib/services/targets/create-target'
import { deleteTarget } from '@/lib/services/targets/delete-target'
import { probeTarget, ProbeTarget, type TargetProbe } from '@/lib/services/targets/probe-target'
import { TargetChanges, updateTarget } from '@/lib/services/targets/update-target'
import { onlyAddress } from '../_components/only-address'

export type TargetProbeState = (FormState & { probe?: z.infer<typeof TargetProbe> | 'simulated' }) | null

const numbers = ['port', 'max_transfers']
const json = ['maintenance']
const addresses = ['dataset_prefix', 'nfs_address', 'replication_address']

/** A simulated appliance has nothing to compare; its address is checked all the same. */
export async function probeTargetAction(_: TargetProbeState, data: FormData): Promise<TargetProbeState> {
  const values = keptValues(data)
  const outcome = await attempt(async () => {
    const at = ProbeTarget.parse(readForm(onlyAddress(data), { numbers, optional: ['port'] }))
    return values['driver'] === 'simulated' ? 'simulated' : probeTarget(await pageContext(), at)
  })
  return typeof outcome === 'object' && 'problem' in outcome ? { ...outcome, values } : { probe: outcome, values }
}

export async function createTargetAction(_: FormState, data: FormData): Promise<FormState> {
  const optional = ['port', 'private_key', 'password', 'host_key_sha256', 'max_transfers', 'maintenance', ...addresses]
  const outcome = await attempt(async () => {
    const makeKey = data.get('make_key') === 'on'
    const fields = Object.assign({}, readForm(data, { numbers, optional, json }), { makeKey })
    return createTarget(await pageContext(), CreateTarget.parse(fields))
  })
  if ('problem' in outcome) return { ...outcome, values: keptValues(data) }
  redirect(`/replication/sites/targets/${outcome.id}${outcome.driver === 'ssh' ? '/prepare' : ''}`)
}

export async function updateTargetAction(id: string, _: FormState, data: FormData): Promise<FormState> {
  const optional = ['port', 'private_key', 'password', 'host_key_sha256']
  const outcome = await attempt(async () => {
    const changes = TargetChanges.parse(
      readForm(data, { numbers, optional, json, nullable: [...addresses, 'maintenance'] }),
    )
    return updateTarget(await pageContext(), { id, changes })
  })
  if ('problem' in outcome) return { ...outcome, values: keptValues(data) }
  redirect(`/replication/sites/targets/${id}`)
}

export async function deleteTargetAction(id: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => deleteTarget(await pageContext(), { id }))
  if (outcome && 'problem' in outcome) return outcome
  redirect('/replication/sites')
}

export async function checkTargetAction(id: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => checkTarget(await pageContext(), { id }))
  refresh()
  return 'problem' in outcome ? outcome : { done: 'Checked' }
}
