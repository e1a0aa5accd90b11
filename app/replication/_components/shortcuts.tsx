'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'

const places: Readonly<Record<string, string>> = {
  o: '/replication',
  g: '/replication/groups',
  v: '/replication/vms',
  s: '/replication/sites',
  j: '/replication/jobs',
  a: '/replication/alerts',
}
const CHORD_MS = 1200
const OFF_KEY = 'zerfaux-shortcuts-off'

/** Single keys must be possible to switch off (WCAG 2.1.4): speech input types them by accident. */
export function Shortcuts() {
  const router = useRouter()
  const dialog = useRef<HTMLDialogElement>(null)
  const stored = useSyncExternalStore(
    noChanges,
    () => localStorage.getItem(OFF_KEY) !== '1',
    () => true,
  )
  const [chosen, setChosen] = useState<boolean | null>(null)
  const on = chosen ?? stored

  useEffect(() => {
    if (!on) return
    let chordAt = 0
    function press(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const inChord = event.timeStamp - chordAt < CHORD_MS
      const place = inChord ? places[event.key] : undefined
      chordAt = event.key === 'g' && !inChord ? event.timeStamp : 0
      if (place) router.push(place)
      else if (event.key === '?') dialog.current?.showModal()
      else if (event.key === '/') focusFilter()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [on, router])

  function choose(value: boolean) {
    setChosen(value)
    localStorage.setItem(OFF_KEY, value ? '0' : '1')
  }

  return (
    <>
      <button
        type="button"
        className="button"
        data-kind="quiet"
        data-size="icon"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts"
        onClick={() => dialog.current?.showModal()}
      >
        ?
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby="shortcuts-title">
        <h2 id="shortcuts-title">Keyboard shortcuts</h2>
        <dl className="facts" data-narrow="true">
          <Keys keys={['/']} what="Go to the filter of this page" />
          <Keys keys={['g', 'o']} what="Overview" />
          <Keys keys={['g', 'g']} what="Protection groups" />
          <Keys keys={['g', 'v']} what="VMs" />
          <Keys keys={['g', 's']} what="Sites" />
          <Keys keys={['g', 'j']} what="Jobs" />
          <Keys keys={['g', 'a']} what="Alerts" />
          <Keys keys={['?']} what="This help" />
        </dl>
        <label className="choice">
          <input type="checkbox" checked={on} onChange={(event) => choose(event.target.checked)} />
          Use single-key shortcuts in this browser
        </label>
        <div className="actions">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </dialog>
    </>
  )
}

function Keys({ keys, what }: { keys: string[]; what: string }) {
  return (
    <div>
      <dt>
        {keys.map((key, index) => (
          <span key={`${key}${index}`}>
            {index > 0 && ' then '}
            <kbd>{key}</kbd>
          </span>
        ))}
      </dt>
      <dd>{what}</dd>
    </div>
  )
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, select, textarea, dialog, [contenteditable]') !== null
}

function focusFilter(): void {
  const filter = document.querySelector('[data-filter]')
  if (filter instanceof HTMLElement) filter.focus()
}

const noChanges = () => () => {}
