import type { AlertNotice } from '../../domain/alert-notice.ts'

/** Somewhere to tell people of alerts. */
export interface AlertSender {
  /**
   * Returns when the other side has taken the notice; with words when it took it for some only.
   * Fails with ZerfauxError: `unreachable`, `sign_in_refused`, `identity_changed` (its certificate is
   * not to be trusted) or `remote_rejected`. No secret and no part of a webhook's path is in its words.
   */
  send(notice: AlertNotice): Promise<{ readonly incomplete: string | null }>
}
