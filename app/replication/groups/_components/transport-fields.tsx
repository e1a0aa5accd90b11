import { Field } from '@/app/_ui/field'
import type { FormState } from '@/app/_ui/form-state'
import { BandwidthFields } from '../../_components/bandwidth-fields'
import type { BandwidthValues } from '../../_components/bandwidth-values'

export const transportWords: Readonly<Record<string, string>> = {
  direct: 'Direct: from appliance to appliance',
  relay: 'Relay: through Zerfaux, for appliances that cannot reach each other',
}

export const compressionWords: Readonly<Record<string, string>> = {
  blocks: 'Blocks as they are: as compressed as the dataset',
  zstd: 'zstd on the wire: less traffic, more processor time',
}

const optionsOf = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))

/** How the group's data gets to the other side. */
export function TransportFields(props: {
  readonly transport: string | undefined
  readonly compression: string | undefined
  readonly bandwidth: BandwidthValues
  readonly state?: FormState
}) {
  const { transport = 'direct', compression = 'blocks', bandwidth, state = null } = props
  return (
    <fieldset className="form-group">
      <legend>Transport</legend>
      <Field
        label="Data goes"
        name="transport"
        kind="select"
        state={state}
        initial={transport}
        options={optionsOf(transportWords)}
      />
      <Field
        label="Compression"
        name="compression"
        kind="select"
        state={state}
        initial={compression}
        options={optionsOf(compressionWords)}
        hint="zstd must be installed on both appliances."
      />
      <BandwidthFields
        values={bandwidth}
        state={state}
        hint="Empty: as fast as it goes. Transfers over one link also share the link's limit, which is set under Sites."
      />
    </fieldset>
  )
}
