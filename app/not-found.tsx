import Link from 'next/link'

export default function NotFound() {
  return (
    <main className="page stack">
      <title>Not found · Zerfaux</title>
      <h1>There is nothing here</h1>
      <p className="quiet">The address is wrong, or what it named has been deleted.</p>
      <p>
        <Link href="/replication">Go to the overview</Link>
      </p>
    </main>
  )
}
