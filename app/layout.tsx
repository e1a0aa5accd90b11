import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { readTheme, THEME_COOKIE } from './_ui/theme'
import './globals.css'

export const metadata: Metadata = { title: { default: 'Zerfaux', template: '%s · Zerfaux' } }

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value)
  return (
    <html lang="en" {...(theme !== 'system' && { 'data-theme': theme })}>
      <body>{children}</body>
    </html>
  )
}
