import { withAttention, withoutAttention, type ProtectedVmAttention } from './protected-vm-attention.ts'
import { homeOf, liesWhollyOn, type VmPlaces } from './vm-placement.ts'

type Before = { readonly inProtectionDatastore: boolean; readonly attention: readonly ProtectedVmAttention[] }
type Seen = VmPlaces & { readonly gone: boolean }

/**
 * What a sync makes of where a protected VM lies. One that was seen on its group's datastore and is there
 * no longer was moved by somebody: its newest recovery points do not have what it writes now. One that
 * never was there has just not been moved yet, and one that is gone is another matter.
 */
export function judgePlace(
  before: Before,
  vm: Seen,
  required: string,
  now: Date,
): { readonly inProtectionDatastore: boolean; readonly attention: ProtectedVmAttention[] } {
  const inProtectionDatastore = !vm.gone && liesWhollyOn(vm, required)
  if (inProtectionDatastore)
    return { inProtectionDatastore, attention: withoutAttention(before.attention, 'moved_away') }
  const wasSeenAway = before.attention.some(({ code }) => code === 'moved_away')
  if (vm.gone || (!before.inProtectionDatastore && !wasSeenAway))
    return { inProtectionDatastore, attention: [...before.attention] }
  return {
    inProtectionDatastore,
    attention: withAttention(before.attention, {
      code: 'moved_away',
      message: whatWasMoved(vm, required),
      hint: 'What it writes there is not replicated. Move it back, or take it out of the group.',
      since: now.toISOString(),
    }),
  }
}

function whatWasMoved(vm: Seen, required: string): string {
  const all = [homeOf(vm), ...vm.disks.map(({ datastore }) => datastore), ...vm.datastores]
  const named = [...new Set(all.filter((datastore) => datastore !== null))].toSorted()
  const elsewhere = named.filter((datastore) => datastore !== required)
  const what = elsewhere.length < named.length ? 'parts of it' : 'it'
  const to = elsewhere.length > 0 ? elsewhere.join(' and ') : 'a datastore that is not known'
  return `Somebody moved ${what} from ${required} to ${to}`
}
