'use client'

import { useState } from 'react'

/** Shown once; how a receiver uses it stands beside. */
export function SigningSecret({ name, secret }: { name: string; secret: string }) {
  const [copied, setCopied] = useState(false)
  return (
    <div className="notice section" data-tone="info" role="alert">
      <p>
        <strong>The signing secret of {name} is shown this once.</strong> Enter it at the receiver now.
      </p>
      <code className="token">{secret}</code>
      {'clipboard' in globalThis.navigator && (
        <button
          type="button"
          className="button"
          onClick={() => void navigator.clipboard.writeText(secret).then(() => setCopied(true))}
        >
          {copied ? 'Copied' : 'Copy secret'}
        </button>
      )}
      <p>
        Each notice has the headers <code>zerfaux-timestamp</code> and <code>zerfaux-signature</code>. The signature is{' '}
        <code>v1=</code> and the hexadecimal HMAC-SHA256, under this secret, of the timestamp, a dot and the body.
        Refuse notices whose timestamp is more than five minutes off.
      </p>
    </div>
  )
}
