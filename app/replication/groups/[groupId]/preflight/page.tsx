import type { Metadata } from 'next'
import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { count } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import type { Look } from '@/app/_ui/tone'
import { pageContext } from '@/lib/http/page-context'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { preflightGroup, type Preflight } from '@/lib/services/protection-groups/preflight-group'
import { guarded } from '../../../_components/guarded'
import { CheckAgain } from './check-again'

export const metadata: Metadata = { title: 'Preflight' }

type Check = Preflight['checks'][number]

const looks = {
  pass: { tone: 'ok', shape: '●', label: 'Pass' },
  warn: { tone: 'warning', shape: '◆', label: 'Look at it' },
  block: { tone: 'critical', shape: '▲', label: 'In the way' },
} as const satisfies Record<Check['outcome'], Look>

export default function PreflightPage({ params }: PageProps<'/replication/groups/[groupId]/preflight'>) {
  return guarded(async () => {
    const ctx = await pageContext()
    const group = await getGroup(ctx, { id: (await params).groupId })
    const { ready, checks } = await preflightGroup(ctx, { id: group.id })
    return (
      <main className="page stack" id="content">
        <header>
          <p className="crumbs">
            <Link href="/replication/groups">Protection groups</Link> /{' '}
            <Link href={`/replication/groups/${group.id}`}>{group.name}</Link>
          </p>
          <div className="page-head">
            <h1>Preflight</h1>
            <div className="actions">
              <CheckAgain />
            </div>
          </div>
        </header>
        <div className="notice" data-tone={ready ? 'ok' : 'critical'}>
          <p>
            <strong>{verdict(checks)}</strong>
          </p>
          <p>Both appliances were asked just now. Nothing was changed.</p>
        </div>
        <TableBox label="Checks">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Outcome</th>
                <th scope="col">What was found</th>
                <th scope="col">What to do</th>
              </tr>
            </thead>
            <tbody>
              {checks.map(({ code, outcome, message, hint }) => (
                <tr key={code}>
                  <td>
                    <Badge look={looks[outcome]} />
                  </td>
                  <td className="wrap">{message}</td>
                  <td className="wrap">{hint ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </main>
    )
  })
}

function verdict(checks: readonly Check[]): string {
  const [blocks, warnings] = (['block', 'warn'] as const).map((is) => checks.filter(({ outcome }) => outcome === is))
  if (blocks && blocks.length > 0) return `${count(blocks.length, 'thing')} in the way of replication`
  if (warnings && warnings.length > 0) return `Ready, with ${count(warnings.length, 'thing')} to look at`
  return 'Ready to replicate'
}
