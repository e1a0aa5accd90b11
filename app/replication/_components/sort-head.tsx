import Link from 'next/link'

/** A column's head that sorts by it: first ascending, then descending. The order is in the address. */
export function SortHead(props: {
  readonly label: string
  readonly field: string
  readonly sort: string
  readonly href: (sort: string) => string
  readonly number?: boolean
}) {
  const { label, field, sort, href, number = false } = props
  const direction = sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : undefined
  return (
    <th scope="col" aria-sort={direction} className={number ? 'number' : undefined}>
      <Link href={href(direction === 'ascending' ? `-${field}` : field)} scroll={false} replace>
        {label}
        <span aria-hidden="true">{direction === 'ascending' ? '↑' : direction === 'descending' ? '↓' : ''}</span>
      </Link>
    </th>
  )
}
