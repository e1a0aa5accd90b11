import { ShieldCheck } from 'lucide-react'
import { cookies } from 'next/headers'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { readTheme, THEME_COOKIE } from '@/app/_ui/theme'
import { ThemeToggle } from '@/app/_ui/theme-toggle'
import { signOutAction } from '@/app/sign-in/actions'
import { pageContext } from '@/lib/http/page-context'
import { loadSites } from './_components/estate'
import { JobsTray } from './_components/jobs-tray'
import { Shortcuts } from './_components/shortcuts'
import { SideNav } from './_components/side-nav'

export default async function ReplicationLayout({ children }: { children: ReactNode }) {
  const { actor } = await pageContext()
  const { simulated } = await loadSites()
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value)
  return (
    <div className="shell">
      <header className="shell-header">
        <a href="#content" className="skip-link">
          Skip to content
        </a>
        <Link href="/replication" className="brand">
          <ShieldCheck size={18} aria-hidden="true" />
          Zerfaux
        </Link>
        <span className="spacer" />
        <JobsTray />
        <Shortcuts />
        <ThemeToggle initial={theme} />
        <span className="whoami">
          <span className="whoami-email" title={actor.name}>
            {actor.name}
          </span>
          <span className="quiet">{actor.role}</span>
        </span>
        <form action={signOutAction}>
          <button type="submit" className="button" data-kind="quiet">
            Sign out
          </button>
        </form>
      </header>
      {simulated.size > 0 && (
        <aside className="site-banner" aria-label="Simulated sites">
          <strong>Simulated sites.</strong> What is marked <span className="simulated">Simulated</span> is made up:
          nothing real is protected by it.
        </aside>
      )}
      <div className="shell-body">
        <div className="side">
          <SideNav admin={actor.role === 'admin'} />
        </div>
        {children}
      </div>
    </div>
  )
}
