import Link from 'next/link'
import type { ReactNode } from 'react'
import { WizardSteps } from '../../_components/wizard-steps'

type Group = { readonly id: string; readonly name: string }
type List = { readonly name: string; readonly href: string }

/** Of the list that a wizard begins with. */
export function WizardListHead(props: { readonly group: Group; readonly title: string; readonly children: ReactNode }) {
  const { group, title, children } = props
  return (
    <header>
      <Crumbs group={group} list={null} />
      <h1>{title}</h1>
      <p>{children}</p>
    </header>
  )
}

/** Of each page that follows: the way back, and how far one is. */
export function WizardHead(props: {
  readonly group: Group
  readonly title: string
  /** Null: it begins with the group itself. */
  readonly list: List | null
  readonly pages: readonly string[]
  readonly at: string
}) {
  const { group, title, list, pages, at } = props
  return (
    <header className="section">
      <Crumbs group={group} list={list} />
      <h1>{title}</h1>
      <WizardSteps pages={pages} at={at} />
    </header>
  )
}

function Crumbs({ group, list }: { readonly group: Group; readonly list: List | null }) {
  return (
    <p className="crumbs">
      <Link href="/replication/groups">Protection groups</Link> /{' '}
      <Link href={`/replication/groups/${group.id}`}>{group.name}</Link>
      {list && (
        <>
          {' / '}
          <Link href={list.href}>{list.name}</Link>
        </>
      )}
    </p>
  )
}
