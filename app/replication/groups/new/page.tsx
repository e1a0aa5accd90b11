import type { Metadata } from 'next'
import Form from 'next/form'
import Link from 'next/link'
import { Empty } from '@/app/_ui/empty'
import { Field } from '@/app/_ui/field'
import { pageContext } from '@/lib/http/page-context'
import { listDatastores } from '@/lib/services/vcenters/list-objects'
import { allPages } from '../../_components/all-pages'
import { because } from '../../_components/because'
import { loadSites } from '../../_components/estate'
import { guarded } from '../../_components/guarded'
import { readDraft } from '../_components/draft'
import { HiddenFields } from '../_components/hidden-fields'
import { NewGroupSteps } from './new-group-steps'
import { ProtectedSite } from './protected-site'

export const metadata: Metadata = { title: 'New protection group: sites' }

const own = ['name', 'source_vcenter_id', 'dr_vcenter_id', 'source_target_id', 'dr_target_id', 'protection_datastore']

export default function NewGroupPage({ searchParams }: PageProps<'/replication/groups/new'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const refused = because(ctx.actor.role, 'operator')
    const { vcenters, targets } = await loadSites()
    const draft = readDraft(await searchParams)
    const options = (sites: readonly { id: string; name: string; driver: string }[]) =>
      sites.map(({ id, name, driver }) => ({ value: id, label: driver === 'simulated' ? `${name} (simulated)` : name }))
    const source = draft.source_vcenter_id ?? vcenters[0]?.id
    const datastores = source ? await allPages((page) => listDatastores(ctx, { id: source, ...page })) : []
    const ready = vcenters.length > 0 && targets.length > 1
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/groups">Protection groups</Link>
          </p>
          <h1>New protection group</h1>
        </header>
        <NewGroupSteps at="Sites and datastore" />
        {refused ? (
          <p role="note">{refused}</p>
        ) : ready ? (
          <Form action="/replication/groups/new/settings" className="form">
            <HiddenFields values={draft} except={own} />
            <Field label="Name" name="name" initial={draft.name} required />
            <ProtectedSite
              vcenters={options(vcenters)}
              targets={options(targets)}
              vcenter={source ?? ''}
              target={draft.source_target_id ?? ''}
              datastore={draft.protection_datastore ?? ''}
              datastores={datastores.flatMap((object) =>
                object.kind === 'datastore' ? [{ name: object.name, nfs: object.remoteHost !== null }] : [],
              )}
            />
            <fieldset className="form-pair form-group">
              <legend>Recovery site</legend>
              <Field
                label="Recovery vCenter"
                name="dr_vcenter_id"
                kind="select"
                empty="Choose one"
                options={options(vcenters)}
                initial={draft.dr_vcenter_id}
                required
              />
              <Field
                label="Recovery appliance"
                name="dr_target_id"
                kind="select"
                empty="Choose one"
                options={options(targets)}
                initial={draft.dr_target_id}
                required
              />
            </fieldset>
            <div className="actions">
              <button type="submit" className="button" data-kind="primary">
                Next
              </button>
            </div>
          </Form>
        ) : (
          <Empty title="You need a pair of sites first">
            <p>
              There {vcenters.length === 1 ? 'is 1 vCenter' : `are ${vcenters.length} vCenters`} and {targets.length}{' '}
              replication targets; a group needs a vCenter and two targets.{' '}
              <Link href="/replication/sites">Add them under Sites</Link>.
            </p>
          </Empty>
        )}
      </main>
    )
  })
}
