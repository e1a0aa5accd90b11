/**
 * Where a recovery's clone is mounted, and what its datastore is called on every host: unique to the
 * recovery. Hosts that remember an earlier dataset behind a path get stale handles (failure-modes row 17).
 */
export function recoveryNames(recoveryId: string): { readonly mountpoint: string; readonly datastore: string } {
  // 48 bits: two recoveries of one site never meet. With the whole id, the datastore's name would be cut in lists.
  const id = recoveryId.replaceAll('-', '').slice(0, 12).toLowerCase()
  return { mountpoint: `/zfx/t-${id}`, datastore: `zfx-t-${id}` }
}
