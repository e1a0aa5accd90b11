import type { Metadata } from 'next'
import Form from 'next/form'
import Link from 'next/link'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import type { Retention } from '@/lib/domain/retention'
import { attempt } from '@/lib/http/answer'
import { fromJson, type Json } from '@/lib/http/json-keys'
import { pageContext } from '@/lib/http/page-context'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import {
  previewProposedRetention,
  previewRetention,
  ProposedRetention,
} from '@/lib/services/protection-groups/retention-preview'
import { because } from '../../../_components/because'
import { loadSites } from '../../../_components/estate'
import { guarded } from '../../../_components/guarded'
import { pick } from '../../../_components/search-params'
import { RetentionFields } from '../../_components/retention-fields'
import { retentionFields, retentionRules, retentionSides } from '../../_components/retention-names'
import { RetentionSideView } from './_components/retention-side'
import { SaveRetention } from './_components/save-retention'

export const metadata: Metadata = { title: 'Retention' }

type Given = Partial<Record<(typeof retentionFields)[number], string>>

export default function RetentionPage({ params, searchParams }: PageProps<'/replication/groups/[groupId]/retention'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const group = await getGroup(ctx, { id: (await params).groupId })
    const given = pick(await searchParams, retentionFields)
    const proposed = await attempt(async () => ({ retention: readProposal(given) }))
    const retention = 'retention' in proposed ? proposed.retention : null
    const [saved, preview, { nameOf }] = await Promise.all([
      previewRetention(ctx, { id: group.id }),
      retention && previewProposedRetention(ctx, { id: group.id, retention }),
      loadSites(),
    ])
    const differs = retention !== null && JSON.stringify(retention) !== JSON.stringify(group.retention)
    const shown = (differs && preview) || saved
    const path = `/replication/groups/${group.id}`
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/groups">Protection groups</Link> / <Link href={path}>{group.name}</Link>
          </p>
          <h1>Retention</h1>
          <p>
            What the next run would prune, and why everything else stays. Both appliances were read just now; nothing
            was changed.
          </p>
        </header>
        <Form action={`${path}/retention`} className="form">
          {'problem' in proposed && <ProblemNotice problem={proposed.problem} />}
          <RetentionFields
            retention={group.retention}
            given={given}
            state={'problem' in proposed ? { problem: proposed.problem } : null}
          />
          <div className="actions">
            <button type="submit" className="button">
              Preview
            </button>
            {differs && (
              <Link className="button" data-kind="quiet" href={`${path}/retention`}>
                As it is saved
              </Link>
            )}
          </div>
        </Form>
        {differs && retention && (
          <SaveRetention
            id={group.id}
            retention={retention}
            because={because(ctx.actor.role, 'operator', group.can.edit)}
          />
        )}
        {shown.sides.map((side) => (
          <RetentionSideView
            key={side.side}
            side={side}
            saved={differs ? saved.sides.find((other) => other.side === side.side) : undefined}
            appliance={nameOf(side.targetId)}
          />
        ))}
      </main>
    )
  })
}

/** Null where the address proposes nothing. What is no number is left for the schema to refuse. */
function readProposal(given: Given): Retention | null {
  if (Object.keys(given).length === 0) return null
  const sides = retentionSides.map((side) => {
    const rules = retentionRules.flatMap((rule): [string, Json][] => {
      const text = given[`retention.${side}.${rule}`]
      return text === undefined ? [] : [[rule, Number.isNaN(Number(text)) ? text : Number(text)]]
    })
    return [side, Object.fromEntries(rules)] as const
  })
  return ProposedRetention.parse(fromJson({ retention: Object.fromEntries(sides) })).retention
}
