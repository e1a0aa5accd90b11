import { labVcenter } from '../lab/lab-vcenter.ts'

/** A group on the lab's two vCenters whose VMs are only in the first, with all that shells need. Needs bench-database.ts. */
export async function labShellGroup(count: number) {
  const { serviceContext } = await import('../../lib/services/context.ts')
  const { createGroup } = await import('../../lib/services/protection-groups/create-group.ts')
  const { protectVm } = await import('../../lib/services/protected-vms/protect-vm.ts')
  const { createTarget } = await import('../../lib/services/targets/create-target.ts')
  const { createVcenter } = await import('../../lib/services/vcenters/create-vcenter.ts')
  const { getNetworkMappings, putNetworkMappings } = await import('../../lib/services/mappings/network-mappings.ts')
  const { getPlacementMappings, savePlacementMapping } =
    await import('../../lib/services/mappings/placement-mappings.ts')
  const { listDrVms } = await import('../../lib/db/shells.ts')
  const { listVms } = await import('../../lib/db/vms.ts')
  const ctx = () => serviceContext({ kind: 'system', id: 'bench', name: 'bench', role: 'admin' }, null)

  const vcenter = async (site: 'a' | 'b') => {
    const { host, port, username, password, tls_thumbprint_sha256: tlsThumbprintSha256 } = labVcenter(site).info
    const settings = { name: `lab ${site}`, driver: 'vsphere', host, port, username, password, tlsThumbprintSha256 }
    const { id } = await createVcenter(ctx(), { ...settings, driver: 'vsphere' })
    await readInventory(id)
    return id
  }
  const readInventory = async (id: string) => {
    const inventory = await import('../../lib/db/inventory-store.ts')
    const { dbInventory } = await import('../../lib/workflows/registry.ts')
    const { syncVms } = await import('../../lib/workflows/sync-inventory.ts')
    const { db, sites } = ctx()
    const [driver, { signal }] = [await sites.vcenter(id), new AbortController()]
    await inventory.replaceObjects(db, id, await driver.objects({ signal }))
    await syncVms(id, driver, dbInventory(db), signal)
  }
  const [from, to] = [await vcenter('a'), await vcenter('b')]
  const target = async (name: string) =>
    (await createTarget(ctx(), { name, driver: 'simulated', host: `${name}.bench`, username: 'u', pool: 'tank' })).id
  const group = await createGroup(ctx(), {
    name: 'shells',
    sourceVcenterId: from,
    drVcenterId: to,
    sourceTargetId: await target('shells-a'),
    drTargetId: await target('shells-b'),
    protectionDatastore: 'LocalDS_0',
    sourceDataset: 'tank/zerfaux/shells',
    drDataset: 'tank/zerfaux/shells',
    rpoMinutes: 60,
    placeholderDatastore: 'placeholder-b',
  })
  // The lab's series of VMs are alike in both vCenters.
  const there = await listDrVms(ctx().db, to)
  const known = new Set(there.flatMap(({ name, biosUuid, instanceUuid }) => [name, biosUuid, instanceUuid]))
  const { items } = await listVms(ctx().db, { vcenterId: from, limit: 500 })
  const free = items.filter(
    ({ name, biosUuid, instanceUuid, isTemplate }) =>
      !isTemplate && ![name, biosUuid, instanceUuid].some((one) => known.has(one)),
  )
  const ids: string[] = []
  for (const { id: vmId } of free.slice(0, count)) ids.push((await protectVm(ctx(), { id: group.id, vmId })).id)
  if (ids.length < count) throw new Error(`The lab has only ${ids.length} VMs for ${count} shells`)

  const [networks] = (await getNetworkMappings(ctx(), { id: group.id })).items
  await putNetworkMappings(ctx(), { id: group.id, direction: 'forward', items: networks?.suggestions ?? [] })
  const [placement] = (await getPlacementMappings(ctx(), { id: group.id })).items
  const clusterMoref = placement?.options.clusters[0]?.moref
  if (clusterMoref)
    await savePlacementMapping(ctx(), { id: group.id, direction: 'forward', placement: { clusterMoref } })
  return { ctx, groupId: group.id, drVcenterId: to, ids }
}
