'use client'

import {
  Activity,
  Bell,
  BellRing,
  BookOpen,
  Brush,
  Gauge,
  History,
  KeyRound,
  Layers,
  MonitorDot,
  Server,
} from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { AlertsCount } from './alerts-count'

const places = [
  { href: '/replication', label: 'Overview', Icon: Gauge },
  { href: '/replication/groups', label: 'Protection groups', Icon: Layers },
  { href: '/replication/vms', label: 'VMs', Icon: MonitorDot },
  { href: '/replication/sites', label: 'Sites', Icon: Server },
  { href: '/replication/jobs', label: 'Jobs', Icon: Activity },
  { href: '/replication/alerts', label: 'Alerts', Icon: Bell },
  { href: '/replication/leftovers', label: 'Leftovers', Icon: Brush },
]
const administration = [
  { href: '/replication/admin/alert-channels', label: 'Alert channels', Icon: BellRing },
  { href: '/replication/admin/tokens', label: 'API tokens', Icon: KeyRound },
  { href: '/replication/admin/audit', label: 'Audit', Icon: History },
]
const reference = [{ href: '/replication/api', label: 'API', Icon: BookOpen }]

export function SideNav({ admin }: { admin: boolean }) {
  const path = usePathname()
  const here = (href: string) => path === href || (href !== '/replication' && path.startsWith(`${href}/`))
  const links = (items: typeof places) => (
    <ul className="plain">
      {items.map(({ href, label, Icon }) => (
        <li key={href}>
          <Link href={href} aria-current={here(href) ? 'page' : undefined}>
            <Icon size={16} aria-hidden="true" />
            {label}
            {href === '/replication/alerts' && <AlertsCount />}
          </Link>
        </li>
      ))}
    </ul>
  )
  return (
    <nav aria-label="Places">
      {links(places)}
      {admin && (
        <>
          <p className="side-group">Administration</p>
          {links(administration)}
        </>
      )}
      <p className="side-group">Reference</p>
      {links(reference)}
    </nav>
  )
}
