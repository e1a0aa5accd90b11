export const jobKinds = ['sync_inventory', 'replicate', 'repair_replica', 'release_leftovers'] as const
export type JobKind = (typeof jobKinds)[number]
