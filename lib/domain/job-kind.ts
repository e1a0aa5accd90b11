export const jobKinds = ['sync_inventory', 'replicate'] as const
export type JobKind = (typeof jobKinds)[number]
