import Link from 'next/link'

const pages = ['Plan', 'Move', 'Re-read'] as const

export function MoveHead({ group, at }: { group: { id: string; name: string }; at: (typeof pages)[number] }) {
  const path = `/replication/groups/${group.id}`
  return (
    <header className="section">
      <p className="crumbs">
        <Link href="/replication/groups">Protection groups</Link> / <Link href={path}>{group.name}</Link> /{' '}
        <Link href={`${path}/move`}>Protection datastore</Link>
      </p>
      <h1>Move to the protection datastore</h1>
      <ol className="wizard-steps" aria-label="Pages">
        {pages.map((page, index) => (
          <li key={page} aria-current={page === at ? 'step' : undefined}>
            {index + 1}. {page}
          </li>
        ))}
      </ol>
    </header>
  )
}
