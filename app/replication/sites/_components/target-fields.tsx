import { Field } from '@/app/_ui/field'
import type { FormState } from '@/app/_ui/form-state'
import { MaintenanceFields } from '../../_components/maintenance-fields'
import type { TargetView } from '@/lib/services/targets/target-view'

/** Where data lies on an appliance, and how others reach it. The same when adding and when changing. */
export function TargetFields({ state, target }: { state: FormState; target?: TargetView }) {
  return (
    <>
      <div className="form-pair">
        <Field label="Pool" name="pool" state={state} initial={target?.pool} placeholder="tank" required />
        <Field
          label="Dataset prefix"
          name="dataset_prefix"
          state={state}
          initial={target?.datasetPrefix}
          placeholder="zerfaux"
          hint="Below the pool; new datasets are made there"
        />
      </div>
      <div className="form-pair">
        <Field
          label="NFS address"
          name="nfs_address"
          state={state}
          initial={target?.nfsAddress}
          hint="Where ESXi hosts mount from"
        />
        <Field
          label="Replication address"
          name="replication_address"
          state={state}
          initial={target?.replicationAddress}
          hint="Where the other appliance reaches it, if elsewhere"
        />
      </div>
      <Field
        label="Transfers at a time"
        name="max_transfers"
        kind="number"
        state={state}
        initial={target?.maxTransfers ?? 4}
        hint="From and to it together; further runs wait for their turn"
        required
      />
      <MaintenanceFields
        initial={target?.maintenance ?? null}
        state={state}
        consequence="In these no run of its groups starts by itself; it starts when they end."
      />
    </>
  )
}
