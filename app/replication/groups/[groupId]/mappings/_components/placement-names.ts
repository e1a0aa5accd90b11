/** The API's names, as the forms bear them. */
export const placementFields = [
  'cluster_moref',
  'host_moref',
  'resource_pool_moref',
  'folder_moref',
  'placeholder_datastore',
] as const
