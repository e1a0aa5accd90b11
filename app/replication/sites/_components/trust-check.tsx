import type { ReactNode } from 'react'

/** What the site showed of itself, and the operator's word that it was compared. */
export function TrustCheck({ children, compare }: { children: ReactNode; compare: string }) {
  return (
    <div className="notice section" data-tone="info">
      <h2>Is this the right one?</h2>
      {children}
      <p>{compare}</p>
      <label className="choice">
        <input type="checkbox" name="$compared" required />
        I have compared it and trust this site
      </label>
    </div>
  )
}

export function SimulatedTrust({ what }: { what: string }) {
  return (
    <div className="notice" role="note">
      <p>
        <strong>A simulated {what}.</strong> It shows no identity, so there is nothing to compare. It takes any user
        name and password.
      </p>
    </div>
  )
}
