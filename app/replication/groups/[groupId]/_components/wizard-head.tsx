import Link from 'next/link'
import type { ReactNode } from 'react'

type Group = { readonly id: string; readonly name: string }

/** Of the list that a wizard begins with. */
export function WizardListHead(props: { readonly group: Group; readonly title: string; readonly children: ReactNode }) {
  const { group, title, children } = props
  return (
    <header>
      <p className="crumbs">
        <Link href="/replication/groups">Protection groups</Link> /{' '}
        <Link href={`/replication/groups/${group.id}`}>{group.name}</Link>
      </p>
      <h1>{title}</h1>
      <p>{children}</p>
    </header>
  )
}

/** Of each page that follows: the way back, and how far one is. */
export function WizardHead(props: {
  readonly group: Group
  readonly title: string
  readonly list: { readonly name: string; readonly href: string }
  readonly pages: readonly string[]
  readonly at: string
}) {
  const { group, title, list, pages, at } = props
  return (
    <header className="section">
      <p className="crumbs">
        <Link href="/replication/groups">Protection groups</Link> /{' '}
        <Link href={`/replication/groups/${group.id}`}>{group.name}</Link> / <Link href={list.href}>{list.name}</Link>
      </p>
      <h1>{title}</h1>
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
