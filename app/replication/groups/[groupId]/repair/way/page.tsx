import type { Metadata } from 'next'
import Form from 'next/form'
import Link from 'next/link'
import { Field } from '@/app/_ui/field'
import { size } from '@/app/_ui/format'
import { guarded } from '../../../../_components/guarded'
import { withParams } from '../../../../_components/search-params'
import { loadRepair } from '../_components/load-repair'
import { RepairHead } from '../_components/repair-head'
import { wayNames } from '../_components/repair-words'

export const metadata: Metadata = { title: 'Replica: the way' }

export default function WayPage({ params, searchParams }: PageProps<'/replication/groups/[groupId]/repair/way'>) {
  return guarded(async () => {
    const { group, seen, way: chosen, adopt, path } = await loadRepair((await params).groupId, await searchParams)
    const possible = seen.ways.filter(({ can }) => can.ok)
    const first =
      possible.find(({ way }) => way === chosen?.way) ?? possible.find(({ recommended }) => recommended) ?? possible[0]
    return (
      <main className="page stack" id="content">
        <RepairHead group={group} at="The way" />
        <Form action={`${path}/review`} className="section">
          {adopt !== undefined && <input type="hidden" name="adopt" value={adopt} />}
          <fieldset className="form-group">
            <legend>None of them destroys a dataset or a snapshot that is there</legend>
            {seen.ways.map(({ way, can, recommended, keeps, consequence, bytesNeeded }) => (
              <div key={way} className="way">
                <label className="choice">
                  <input
                    type="radio"
                    name="way"
                    value={way}
                    disabled={!can.ok}
                    defaultChecked={way === first?.way}
                    aria-describedby={`way-${way}`}
                  />{' '}
                  {wayNames[way]}
                  {recommended && can.ok && <span className="quiet"> (recommended here)</span>}
                </label>
                <div id={`way-${way}`} className="quiet">
                  {can.ok ? (
                    <>
                      <p>Kept: {keeps}.</p>
                      <p>{consequence}</p>
                      <p>
                        Takes about {size(bytesNeeded)} more on the recovery appliance; {size(seen.availableBytes)} are
                        available.
                      </p>
                    </>
                  ) : (
                    <p className="reason">{can.because}</p>
                  )}
                </div>
              </div>
            ))}
          </fieldset>
          <div className="actions">
            {first ? (
              <button type="submit" className="button" data-kind="primary">
                Next
              </button>
            ) : (
              <span className="reason">No way is possible now; each says why.</span>
            )}
            <Link className="button" href={path}>
              Back
            </Link>
          </div>
        </Form>
        <Form action={`${path}/way`} className="form">
          <h2>Adopt a dataset that is there already</h2>
          <Field
            label="Dataset on the recovery appliance"
            name="adopt"
            initial={adopt}
            placeholder={`${group.drDataset.split('/')[0]}/seeded/web`}
            hint="From disks that you brought, or an older replica under another name. It is looked at, nothing is changed."
          />
          {seen.candidate && (
            <output>
              {seen.candidate.commonSnapshot === null
                ? `${seen.candidate.dataset} has no point in common with the source.`
                : `${seen.candidate.dataset} and the source have ${seen.candidate.commonSnapshot} in common.`}
            </output>
          )}
          <div className="actions">
            <button type="submit" className="button">
              Look at it
            </button>
            {adopt !== undefined && <Link href={withParams(`${path}/way`, {})}>Without it</Link>}
          </div>
        </Form>
      </main>
    )
  })
}
