'use client'

import { useActionState } from 'react'
import { Field } from '@/app/_ui/field'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { Time } from '@/app/_ui/time'
import { ProbeForm } from '../../_components/probe-form'
import { SimulatedTrust, TrustCheck } from '../../_components/trust-check'
import { createVcenterAction, probeVcenterAction, type VcenterProbeState } from '../actions'

/** Probe, compare, trust, sign in: in this order, so that no password goes to somebody unknown. */
export function AddVcenter() {
  const [probed, probe] = useActionState(probeVcenterAction, null)
  return (
    <div className="stack">
      <section className="section" aria-labelledby="where">
        <h2 id="where">1. Where it is</h2>
        <ProbeForm
          action={probe}
          state={probed}
          what="vCenter"
          real={{ value: 'vsphere', label: 'VMware vCenter' }}
          port={443}
          placeholder="vcenter.example.com"
        />
      </section>
      {probed?.probe && <TrustVcenter key={JSON.stringify(probed.probe)} probed={probed} />}
    </div>
  )
}

function TrustVcenter({ probed: { probe, values = {} } }: { probed: NonNullable<VcenterProbeState> }) {
  const [state, action] = useActionState(createVcenterAction, null)
  return (
    <section className="section" aria-labelledby="trust">
      <h2 id="trust">2. Compare, then sign in</h2>
      <form action={action} className="form" noValidate={probe === 'simulated'}>
        {state?.problem && <ProblemNotice problem={state.problem} />}
        <input type="hidden" name="driver" value={values['driver']} />
        <input type="hidden" name="host" value={values['host']} />
        <input type="hidden" name="port" value={values['port']} />
        {probe === 'simulated' || probe === undefined ? (
          <SimulatedTrust what="vCenter" />
        ) : (
          <>
            <input type="hidden" name="tls_thumbprint_sha256" value={probe.tlsThumbprintSha256} />
            <TrustCheck compare="Compare the thumbprint with the one that the vCenter shows under Administration › Certificates.">
              <dl className="facts" data-narrow="true">
                <div>
                  <dt>Thumbprint</dt>
                  <dd className="mono">{probe.tlsThumbprintSha256}</dd>
                </div>
                <div>
                  <dt>Subject</dt>
                  <dd>{probe.subject}</dd>
                </div>
                <div>
                  <dt>Valid until</dt>
                  <dd>
                    <Time at={probe.validUntil} /> ({probe.validUntil.slice(0, 10)})
                  </dd>
                </div>
                <div>
                  <dt>Says it is</dt>
                  <dd>
                    {probe.about.name} {probe.about.version}, build {probe.about.build}
                  </dd>
                </div>
              </dl>
            </TrustCheck>
          </>
        )}
        <Field label="Name" name="name" state={state} initial={values['host']} hint="How it is called here" required />
        <Field
          label="User name"
          name="username"
          state={state}
          placeholder="zerfaux@vsphere.local"
          autoComplete="off"
          required
        />
        <Field label="Password" name="password" kind="password" state={state} autoComplete="new-password" required />
        <div className="actions">
          <Submit kind="primary" pending="Saving …">
            Trust and save
          </Submit>
        </div>
      </form>
    </section>
  )
}
