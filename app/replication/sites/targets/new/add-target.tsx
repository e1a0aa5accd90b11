'use client'

import { useActionState } from 'react'
import { Field } from '@/app/_ui/field'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { ProbeForm } from '../../_components/probe-form'
import { TargetFields } from '../../_components/target-fields'
import { SimulatedTrust, TrustCheck } from '../../_components/trust-check'
import { createTargetAction, probeTargetAction, type TargetProbeState } from '../actions'

/** Probe, compare, trust, sign in: in this order, so that no key is used with somebody unknown. */
export function AddTarget() {
  const [probed, probe] = useActionState(probeTargetAction, null)
  return (
    <div className="stack">
      <section className="section" aria-labelledby="where">
        <h2 id="where">1. Where it is</h2>
        <ProbeForm
          action={probe}
          state={probed}
          what="appliance"
          real={{ value: 'ssh', label: 'ZFS appliance over SSH' }}
          port={22}
          placeholder="nas.example.com"
        />
      </section>
      {probed?.probe && <TrustTarget key={JSON.stringify(probed.probe)} probed={probed} />}
    </div>
  )
}

function TrustTarget({ probed: { probe, values = {} } }: { probed: NonNullable<TargetProbeState> }) {
  const [state, action] = useActionState(createTargetAction, null)
  const simulated = probe === 'simulated' || probe === undefined
  return (
    <section className="section" aria-labelledby="trust">
      <h2 id="trust">2. Compare, then sign in</h2>
      <form action={action} className="form" noValidate={simulated}>
        {state?.problem && <ProblemNotice problem={state.problem} />}
        <input type="hidden" name="driver" value={values['driver']} />
        <input type="hidden" name="host" value={values['host']} />
        <input type="hidden" name="port" value={values['port']} />
        {simulated ? <SimulatedTrust what="appliance" /> : <HostKeys keys={probe.hostKeys} />}
        <Field label="Name" name="name" state={state} initial={values['host']} hint="How it is called here" required />
        <Field label="User name" name="username" state={state} placeholder="zerfaux" required />
        {!simulated && (
          <>
            <Field
              label="Private key"
              name="private_key"
              kind="area"
              state={state}
              hint="OpenSSH or PEM, without a passphrase. It is sealed and never leaves Zerfaux."
            />
            <Field
              label="Or password"
              name="password"
              kind="password"
              state={state}
              autoComplete="new-password"
              hint="Only one of the three"
            />
            <label className="choice">
              <input type="checkbox" name="make_key" defaultChecked={state?.values?.['make_key'] === 'on'} />
              Make a key for me; the next page shows what root runs on the appliance
            </label>
          </>
        )}
        <TargetFields state={state} />
        <div className="actions">
          <Submit kind="primary" pending="Saving …">
            Trust and save
          </Submit>
        </div>
      </form>
    </section>
  )
}

function HostKeys({ keys }: { keys: readonly { type: string; sha256: string }[] }) {
  return (
    <TrustCheck compare="Compare it with what ssh-keygen -l -f /etc/ssh/ssh_host_…_key.pub shows on the appliance.">
      <fieldset className="choices">
        <legend>Host key to trust</legend>
        {keys.map(({ type, sha256 }, index) => (
          <label className="choice" key={sha256}>
            <input type="radio" name="host_key_sha256" value={sha256} defaultChecked={index === 0} />
            <span>
              {type} <span className="mono break">{sha256}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </TrustCheck>
  )
}
