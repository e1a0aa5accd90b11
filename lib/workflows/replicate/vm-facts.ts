import { z } from 'zod'
import { notQuiesced } from '../../domain/quiesce.ts'
import { VmConsistency } from '../../domain/vm-consistency.ts'

/** What a run remembers of its VMs, kept with the job: another worker may go on from here. */
const VmFacts = z.object({ vmConsistency: z.array(VmConsistency), quiescedAt: z.iso.datetime() })

export function vmFactsOf(facts: Readonly<Record<string, unknown>>): z.infer<typeof VmFacts> | null {
  return VmFacts.safeParse(facts).data ?? null
}

export function vmConsistencyOf(facts: Readonly<Record<string, unknown>>): VmConsistency[] | null {
  return vmFactsOf(facts)?.vmConsistency ?? null
}

/** For a snapshot of which nobody can say whether it was taken while the VMs held still. */
export function doubted(vms: readonly VmConsistency[]): VmConsistency[] {
  const because = notQuiesced('it is not known whether it still held still when the snapshot was taken')
  return vms.map((vm) => (vm.consistency === 'application' ? { ...vm, ...because } : vm))
}
