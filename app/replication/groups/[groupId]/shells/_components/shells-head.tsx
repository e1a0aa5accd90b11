import Link from 'next/link'

const pages = ['Proposed shells', 'Name and placement', 'Create'] as const

export function ShellsHead({ group, at }: { group: { id: string; name: string }; at: (typeof pages)[number] }) {
  const path = `/replication/groups/${group.id}`
  return (
    <header className="section">
      <p className="crumbs">
        <Link href="/replication/groups">Protection groups</Link> / <Link href={path}>{group.name}</Link> /{' '}
        <Link href={`${path}/shells`}>DR shells</Link>
      </p>
      <h1>DR shells of {group.name}</h1>
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
