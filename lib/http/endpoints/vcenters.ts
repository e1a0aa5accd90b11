import { Accepted } from '../../services/fields.ts'
import { createVcenter, CreateVcenter } from '../../services/vcenters/create-vcenter.ts'
import { deleteVcenter } from '../../services/vcenters/delete-vcenter.ts'
import { getVcenter } from '../../services/vcenters/get-vcenter.ts'
import {
  listDatastores,
  listNetworks,
  ListObjects,
  listPlacements,
  ObjectPage,
} from '../../services/vcenters/list-objects.ts'
import { listVcenters, ListVcenters, VcenterPage } from '../../services/vcenters/list-vcenters.ts'
import { listVms, VmPage, VmQuery } from '../../services/vcenters/list-vms.ts'
import { probeVcenter, ProbeVcenter, VcenterProbe } from '../../services/vcenters/probe-vcenter.ts'
import { syncVcenter } from '../../services/vcenters/sync-vcenter.ts'
import { updateVcenter, VcenterChanges } from '../../services/vcenters/update-vcenter.ts'
import { VcenterView } from '../../services/vcenters/vcenter-view.ts'
import type { Endpoint } from '../endpoint.ts'

const tag = 'vCenters'
const objectQuery = ListObjects.omit({ id: true })

export const vcenterEndpoints = {
  list: {
    operationId: 'list_vcenters',
    method: 'GET',
    path: '/vcenters',
    tag,
    summary: 'List vCenter connections',
    role: 'viewer',
    query: ListVcenters,
    answer: VcenterPage,
    status: 200,
    run: listVcenters,
  },
  create: {
    operationId: 'create_vcenter',
    method: 'POST',
    path: '/vcenters',
    tag,
    summary: 'Add a vCenter',
    role: 'admin',
    body: CreateVcenter,
    answer: VcenterView,
    status: 201,
    run: createVcenter,
  },
  get: {
    operationId: 'get_vcenter',
    method: 'GET',
    path: '/vcenters/{id}',
    tag,
    summary: 'Get a vCenter connection',
    role: 'viewer',
    answer: VcenterView,
    status: 200,
    run: getVcenter,
  },
  update: {
    operationId: 'update_vcenter',
    method: 'PATCH',
    path: '/vcenters/{id}',
    tag,
    summary: 'Change a vCenter connection',
    role: 'admin',
    body: VcenterChanges,
    bodyAs: 'changes',
    answer: VcenterView,
    status: 200,
    run: updateVcenter,
  },
  remove: {
    operationId: 'delete_vcenter',
    method: 'DELETE',
    path: '/vcenters/{id}',
    tag,
    summary: 'Remove a vCenter that no group uses',
    role: 'admin',
    answer: null,
    status: 204,
    run: deleteVcenter,
  },
  probe: {
    operationId: 'probe_vcenter',
    method: 'POST',
    path: '/vcenters/probe',
    tag,
    summary: 'See the certificate and version before trusting',
    role: 'admin',
    body: ProbeVcenter,
    answer: VcenterProbe,
    status: 200,
    run: probeVcenter,
  },
  sync: {
    operationId: 'sync_vcenter',
    method: 'POST',
    path: '/vcenters/{id}/sync',
    tag,
    summary: 'Read the inventory',
    role: 'operator',
    answer: Accepted,
    status: 202,
    run: syncVcenter,
  },
  vms: {
    operationId: 'list_vms',
    method: 'GET',
    path: '/vcenters/{id}/vms',
    tag,
    summary: 'List VMs as of the last sync',
    role: 'viewer',
    query: VmQuery,
    answer: VmPage,
    status: 200,
    run: listVms,
  },
  datastores: {
    operationId: 'list_datastores',
    method: 'GET',
    path: '/vcenters/{id}/datastores',
    tag,
    summary: 'List datastores as of the last sync',
    role: 'viewer',
    query: objectQuery,
    answer: ObjectPage,
    status: 200,
    run: listDatastores,
  },
  networks: {
    operationId: 'list_networks',
    method: 'GET',
    path: '/vcenters/{id}/networks',
    tag,
    summary: 'List networks as of the last sync',
    role: 'viewer',
    query: objectQuery,
    answer: ObjectPage,
    status: 200,
    run: listNetworks,
  },
  placements: {
    operationId: 'list_placements',
    method: 'GET',
    path: '/vcenters/{id}/placements',
    tag,
    summary: 'List clusters, hosts, resource pools and folders',
    role: 'viewer',
    query: objectQuery,
    answer: ObjectPage,
    status: 200,
    run: listPlacements,
  },
} as const satisfies Record<string, Endpoint>
