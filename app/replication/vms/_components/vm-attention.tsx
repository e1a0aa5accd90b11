import { Time } from '@/app/_ui/time'
import type { ProtectedVmView } from '@/lib/services/protected-vms/protected-vm-view'

/** Why a person should look at this VM, as the last sync found it. */
export function VmAttention({ vm }: { vm: ProtectedVmView }) {
  return vm.attention.map(({ code, message, hint, since }) => (
    <div key={code} className="notice" data-tone="warning">
      <p>
        <strong>{message}.</strong> Seen <Time at={since} />.
      </p>
      <p>{hint}</p>
    </div>
  ))
}
