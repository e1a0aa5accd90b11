'use client'

import { usePathname, useRouter } from 'next/navigation'
import { useTransition } from 'react'
import { Field } from '@/app/_ui/field'

type Option = { readonly value: string; readonly label: string }

/** The datastores to choose from are those of the chosen vCenter, so choosing one asks the server anew. */
export function ProtectedSite(props: {
  readonly vcenters: readonly Option[]
  readonly targets: readonly Option[]
  readonly datastores: readonly { name: string; nfs: boolean }[]
  readonly vcenter: string
  readonly target: string
  readonly datastore: string
}) {
  const { vcenters, targets, datastores, vcenter, target, datastore } = props
  const router = useRouter()
  const path = usePathname()
  const [pending, startTransition] = useTransition()
  const ordered = datastores.toSorted((a, b) => Number(b.nfs) - Number(a.nfs) || a.name.localeCompare(b.name))

  function ask(form: HTMLFormElement) {
    const typed = new URLSearchParams()
    for (const [name, value] of new FormData(form)) {
      if (typeof value === 'string' && value !== '' && name !== 'protection_datastore') typed.set(name, value)
    }
    startTransition(() => router.replace(`${path}?${typed}`, { scroll: false }))
  }

  return (
    <fieldset
      className="form-pair form-group"
      aria-busy={pending}
      onChange={(event) => {
        const { target: changed } = event
        if (changed instanceof HTMLSelectElement && changed.name === 'source_vcenter_id' && changed.form)
          ask(changed.form)
      }}
    >
      <legend>Protected site</legend>
      <Field
        label="Protected vCenter"
        name="source_vcenter_id"
        kind="select"
        options={vcenters}
        initial={vcenter}
        required
      />
      <Field
        label="Protected appliance"
        name="source_target_id"
        kind="select"
        empty="Choose one"
        options={targets}
        initial={target}
        required
      />
      {ordered.length > 0 ? (
        <Field
          key={vcenter}
          label="Protection datastore"
          name="protection_datastore"
          kind="select"
          empty="Choose one"
          options={ordered.map(({ name, nfs }) => ({ value: name, label: nfs ? `${name} (NFS)` : name }))}
          initial={datastore}
          disabled={pending}
          hint="Its dataset is replicated; the VMs of the group lie on it"
          required
        />
      ) : (
        <Field
          label="Protection datastore"
          name="protection_datastore"
          initial={datastore}
          hint="This vCenter was not synced yet, so its datastores are not known. Sync it, or enter the name."
          required
        />
      )}
    </fieldset>
  )
}
