export const jobKinds = [
  'sync_inventory',
  'replicate',
  'repair_replica',
  'release_leftovers',
  'move_to_protection_datastore',
  'create_dr_shell',
  'remove_dr_shell',
] as const
export type JobKind = (typeof jobKinds)[number]
