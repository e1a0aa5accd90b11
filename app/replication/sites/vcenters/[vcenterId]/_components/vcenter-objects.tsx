import { Empty } from '@/app/_ui/empty'
import { size, words } from '@/app/_ui/format'
import { TableBox } from '@/app/_ui/table-box'
import { pageContext } from '@/lib/http/page-context'
import { listDatastores, listNetworks, listPlacements } from '@/lib/services/vcenters/list-objects'
import { allPages } from '../../../../_components/all-pages'

/** What recovery can choose from here, as of the last sync. */
export async function VcenterObjects({ id, synced }: { id: string; synced: boolean }) {
  if (!synced) {
    return (
      <Empty title="Nothing read yet">
        <p>Sync this vCenter to see its datastores, networks and placements.</p>
      </Empty>
    )
  }
  const ctx = await pageContext()
  const [datastores, networks, placements] = await Promise.all([
    allPages((page) => listDatastores(ctx, { id, ...page })),
    allPages((page) => listNetworks(ctx, { id, ...page })),
    allPages((page) => listPlacements(ctx, { id, ...page })),
  ])
  return (
    <>
      <Objects title="Datastores" head={['Name', 'Type', 'Exported by', 'Free', 'Capacity']} numbers={[3, 4]}>
        {datastores.flatMap((object) =>
          object.kind === 'datastore'
            ? [
                [
                  object.name,
                  object.type ?? '–',
                  object.remoteHost ? `${object.remoteHost}:${object.remotePath}` : '–',
                  size(object.freeBytes),
                  size(object.capacityBytes),
                ],
              ]
            : [],
        )}
      </Objects>
      <Objects title="Networks" head={['Name', 'Type', 'MoRef']}>
        {networks.flatMap((object) =>
          object.kind === 'network' ? [[object.name, words(object.type), object.moref]] : [],
        )}
      </Objects>
      <Objects title="Placements" head={['Name', 'Kind', 'Path', 'MoRef']}>
        {placements.map(({ name, kind, path, moref }) => [name, words(kind), path, moref])}
      </Objects>
    </>
  )
}

function Objects(props: { title: string; head: string[]; numbers?: number[]; children: string[][] }) {
  const { title, head, numbers = [], children: rows } = props
  const mono = (index: number) => head[index] === 'MoRef' || head[index] === 'Exported by'
  return (
    <details className="section" open={rows.length <= 12}>
      <summary>
        <h2 style={{ display: 'inline' }}>{title}</h2> <span className="quiet">{rows.length}</span>
      </summary>
      <TableBox label={title}>
        <table className="table">
          <thead>
            <tr>
              {head.map((name, index) => (
                <th key={name} scope="col" className={numbers.includes(index) ? 'number' : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.join()}>
                {row.map((cell, index) => (
                  <td
                    key={head[index]}
                    className={numbers.includes(index) ? 'number' : mono(index) ? 'mono' : undefined}
                  >
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </details>
  )
}
