import { Plus } from 'lucide-react'
import Link from 'next/link'

/** A link to where something is made; without the role, a disabled button with the reason. */
export function AddSite({ href, label, because }: { href: string; label: string; because: string | undefined }) {
  if (because === undefined) {
    return (
      <Link href={href} className="button">
        <Plus size={14} aria-hidden="true" />
        {label}
      </Link>
    )
  }
  return (
    <span className="actions">
      <span className="reason">{because}</span>
      <button type="button" className="button" disabled>
        {label}
      </button>
    </span>
  )
}
