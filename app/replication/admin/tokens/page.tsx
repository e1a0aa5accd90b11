import type { Metadata } from 'next'
import { Empty } from '@/app/_ui/empty'
import { TimeOr, Time } from '@/app/_ui/time'
import { TableBox } from '@/app/_ui/table-box'
import { pageContext } from '@/lib/http/page-context'
import { listApiTokens } from '@/lib/services/api-tokens/api-tokens'
import { allPages } from '../../_components/all-pages'
import { guarded } from '../../_components/guarded'
import { NewToken } from './new-token'
import { RevokeToken } from './revoke-token'

export const metadata: Metadata = { title: 'API tokens' }

export default function TokensPage() {
  return guarded(async () => {
    const ctx = await pageContext()
    const tokens = await allPages((page) => listApiTokens(ctx, page))
    return (
      <main className="page stack" id="content">
        <header className="page-head">
          <div>
            <h1>API tokens</h1>
            <p>For scripts and other systems. A token acts with its own role, until it is revoked or expires.</p>
          </div>
        </header>
        <NewToken />
        {tokens.length === 0 ? (
          <Empty title="No API tokens">
            <p>
              Create one above, or with <code>npm run token -- --role viewer --name NAME</code>.
            </p>
          </Empty>
        ) : (
          <TableBox label="API tokens">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Role</th>
                  <th scope="col">Created</th>
                  <th scope="col">Last used</th>
                  <th scope="col">Expires</th>
                  <th scope="col">
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {tokens.map((token) => (
                  <tr key={token.id}>
                    <th scope="row">{token.name}</th>
                    <td>{token.role}</td>
                    <td>
                      <Time at={token.createdAt} />{' '}
                      <span className="quiet">by {token.createdBy.replace(/^user:/, '')}</span>
                    </td>
                    <td>
                      <TimeOr at={token.lastUsedAt} />
                    </td>
                    <td>
                      <TimeOr at={token.expiresAt} />
                    </td>
                    <td className="fits">
                      {token.revokedAt ? (
                        <span className="quiet">
                          revoked <Time at={token.revokedAt} />
                        </span>
                      ) : (
                        <RevokeToken id={token.id} name={token.name} />
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableBox>
        )}
      </main>
    )
  })
}
