'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { THEME_COOKIE, themes, type Theme } from './theme'

const looks = {
  system: { Icon: Monitor, label: 'as the system' },
  light: { Icon: Sun, label: 'light' },
  dark: { Icon: Moon, label: 'dark' },
} as const satisfies Record<Theme, { Icon: typeof Sun; label: string }>

const A_YEAR = 365 * 86_400

/** A cookie, so that the server renders the right theme and nothing flashes. */
export function ThemeToggle({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial)
  const { Icon, label } = looks[theme]
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'

  function turn() {
    setTheme(next)
    if (next === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = next
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${A_YEAR}; samesite=lax`
  }

  return (
    <button
      type="button"
      className="button"
      data-kind="quiet"
      data-size="icon"
      onClick={turn}
      aria-label={`Theme: ${label}. Switch to ${looks[next].label}`}
      title={`Theme: ${label}`}
    >
      <Icon size={16} aria-hidden="true" />
    </button>
  )
}
