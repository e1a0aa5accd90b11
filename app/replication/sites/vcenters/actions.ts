'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { keptValues, type FormState } from '@/app/_ui/form-state'
import { readForm } from '@/app/_ui/read-form'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import type { Problem } from '@/lib/http/problem'
import { createVcenter, CreateVcenter } from '@/lib/services/vcenters/create-vcenter'
import { deleteVcenter } from '@/lib/services/vcenters/delete-vcenter'
import { probeVcenter, ProbeVcenter, type VcenterProbe } from '@/lib/services/vcenters/probe-vcenter'
import { syncVcenter } from '@/lib/services/vcenters/sync-vcenter'
import { updateVcenter, VcenterChanges } from '@/lib/services/vcenters/update-vcenter'
import type { z } from 'zod'
import { onlyAddress } from '../_components/only-address'

export type VcenterProbeState = (FormState & { probe?: z.infer<typeof VcenterProbe> | 'simulated' }) | null

const address = { numbers: ['port'], optional: ['port'] }

/** A simulated vCenter has nothing to compare; its address is checked all the same. */
export async function probeVcenterAction(_: VcenterProbeState, data: FormData): Promise<VcenterProbeState> {
  const values = keptValues(data)
  const outcome = await attempt(async () => {
    const at = ProbeVcenter.parse(readForm(onlyAddress(data), address))
    return values['driver'] === 'simulated' ? 'simulated' : probeVcenter(await pageContext(), at)
  })
  return typeof outcome === 'object' && 'problem' in outcome ? { ...outcome, values } : { probe: outcome, values }
}

export async function createVcenterAction(_: FormState, data: FormData): Promise<FormState> {
  const outcome = await attempt(async () =>
    createVcenter(
      await pageContext(),
      CreateVcenter.parse(readForm(data, { ...address, optional: ['port', 'tls_thumbprint_sha256'] })),
    ),
  )
  if ('problem' in outcome) return { ...outcome, values: keptValues(data) }
  redirect(`/replication/sites/vcenters/${outcome.id}`)
}

export async function updateVcenterAction(id: string, _: FormState, data: FormData): Promise<FormState> {
  const optional = ['port', 'password', 'tls_thumbprint_sha256']
  const outcome = await attempt(async () =>
    updateVcenter(await pageContext(), { id, changes: VcenterChanges.parse(readForm(data, { ...address, optional })) }),
  )
  if ('problem' in outcome) return { ...outcome, values: keptValues(data) }
  redirect(`/replication/sites/vcenters/${id}`)
}

export async function deleteVcenterAction(id: string, _: FormState): Promise<FormState> {
  const outcome = await attempt(async () => deleteVcenter(await pageContext(), { id }))
  if (outcome && 'problem' in outcome) return outcome
  redirect('/replication/sites')
}

export type SyncState = { jobId?: string; problem?: Problem } | null

export async function syncVcenterAction(id: string, _: SyncState): Promise<SyncState> {
  const outcome = await attempt(async () => syncVcenter(await pageContext(), { id }))
  refresh()
  return outcome
}
