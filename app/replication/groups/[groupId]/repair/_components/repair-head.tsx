import Link from 'next/link'

const pages = ['What was found', 'The way', 'Review'] as const

export function RepairHead({ group, at }: { group: { id: string; name: string }; at: (typeof pages)[number] }) {
  return (
    <header className="section">
      <p className="crumbs">
        <Link href="/replication/groups">Protection groups</Link> /{' '}
        <Link href={`/replication/groups/${group.id}`}>{group.name}</Link>
      </p>
      <h1>Replica of {group.name}</h1>
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
