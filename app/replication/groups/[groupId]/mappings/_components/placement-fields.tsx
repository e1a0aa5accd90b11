'use client'

import type { PlacementMappingView } from '@/lib/services/mappings/placement-mappings-view'

type Options = PlacementMappingView['options']
type Choice = { readonly value: string; readonly label: string }

type Props = {
  readonly id: string
  /** By the fields of a placement. */
  readonly chosen: Readonly<Record<string, string>>
  readonly options: Options
  /** What an empty choice means. */
  readonly open: string
  readonly onChange: (field: string, value: string) => void
}

/** Cluster, host, pool, folder and placeholder datastore; hosts and pools only of the chosen cluster. */
export function PlacementFields({ id, chosen, options, open, onChange }: Props) {
  const cluster = chosen['clusterMoref'] ?? ''
  const ofCluster = <Item extends { of: string | null }>(items: readonly Item[]) =>
    cluster === '' ? items : items.filter(({ of }) => of === cluster)
  const fields: readonly { field: string; name: string; label: string; empty: string; of: readonly Choice[] }[] = [
    { field: 'clusterMoref', name: 'cluster_moref', label: 'Cluster', empty: open, of: options.clusters.map(choice) },
    {
      field: 'hostMoref',
      name: 'host_moref',
      label: 'Host',
      empty: 'The vCenter chooses',
      of: ofCluster(options.hosts).map(choice),
    },
    {
      field: 'resourcePoolMoref',
      name: 'resource_pool_moref',
      label: 'Resource pool',
      empty: open,
      of: ofCluster(options.resourcePools).map(choice),
    },
    { field: 'folderMoref', name: 'folder_moref', label: 'Folder', empty: open, of: options.folders.map(choice) },
    {
      field: 'placeholderDatastore',
      name: 'placeholder_datastore',
      label: 'Placeholder datastore',
      empty: open,
      of: options.datastores.map((name) => ({ value: name, label: name })),
    },
  ]
  return (
    <div className="form-pair">
      {fields.map(({ field, name, label, empty, of }) => {
        const value = chosen[field] ?? ''
        const gone = value !== '' && !of.some((option) => option.value === value)
        return (
          <div key={field} className="field">
            <label htmlFor={`${id}-${name}`}>{label}</label>
            <select
              id={`${id}-${name}`}
              name={name}
              className="input"
              value={value}
              onChange={(event) => onChange(field, event.target.value)}
            >
              <option value="">{empty}</option>
              {gone && <option value={value}>{value} (not there)</option>}
              {of.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.label}
                </option>
              ))}
            </select>
          </div>
        )
      })}
    </div>
  )
}

function choice({ moref, name }: { moref: string; name: string }): Choice {
  return { value: moref, label: name }
}
