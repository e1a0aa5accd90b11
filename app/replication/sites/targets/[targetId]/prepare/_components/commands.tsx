'use client'

import { useRef, useState } from 'react'

/** A text field, since that can be scrolled and selected by keyboard. */
export function Commands({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  const block = useRef<HTMLTextAreaElement>(null)
  const copy = async () => {
    block.current?.select()
    // Without https there is no clipboard: then the text is selected, ready to be copied.
    if (!('clipboard' in navigator)) return
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  return (
    <div className="stack">
      <textarea
        ref={block}
        className="input commands"
        aria-label="Commands for root"
        value={text}
        rows={20}
        spellCheck={false}
        wrap="off"
        readOnly
      />
      <div className="actions">
        <button type="button" className="button" onClick={() => void copy()}>
          Copy the commands
        </button>
        <output className="reason">{copied ? 'Copied' : ''}</output>
      </div>
    </div>
  )
}
