import {
  getNetworkMappings,
  NetworkMappingsChange,
  NetworkMappingsOfGroup,
  putNetworkMappings,
} from '../../services/mappings/network-mappings.ts'
import { NetworkMappingsView } from '../../services/mappings/network-mappings-view.ts'
import {
  getPlacementMappings,
  PlacementMappingChange,
  PlacementMappingsOfGroup,
  savePlacementMapping,
} from '../../services/mappings/placement-mappings.ts'
import { PlacementMappingView } from '../../services/mappings/placement-mappings-view.ts'
import type { Endpoint } from '../endpoint.ts'

const tag = 'Mappings'

export const mappingEndpoints = {
  networks: {
    operationId: 'get_network_mappings',
    method: 'GET',
    path: '/protection-groups/{id}/network-mappings',
    tag,
    summary: 'Which network takes which one’s place, in both directions, with suggestions and checks',
    role: 'viewer',
    answer: NetworkMappingsOfGroup,
    status: 200,
    run: getNetworkMappings,
  },
  putNetworks: {
    operationId: 'put_network_mappings',
    method: 'PUT',
    path: '/protection-groups/{id}/network-mappings',
    tag,
    summary: 'Replace the network mappings of one direction',
    role: 'operator',
    body: NetworkMappingsChange,
    answer: NetworkMappingsView,
    status: 200,
    run: putNetworkMappings,
  },
  placements: {
    operationId: 'get_placement_mappings',
    method: 'GET',
    path: '/protection-groups/{id}/placement-mappings',
    tag,
    summary: 'Where shell VMs lie, in both directions, with suggestions and what can be chosen',
    role: 'viewer',
    answer: PlacementMappingsOfGroup,
    status: 200,
    run: getPlacementMappings,
  },
  putPlacement: {
    operationId: 'put_placement_mapping',
    method: 'PUT',
    path: '/protection-groups/{id}/placement-mappings',
    tag,
    summary: 'Replace the placement of one direction',
    role: 'operator',
    body: PlacementMappingChange,
    answer: PlacementMappingView,
    status: 200,
    run: savePlacementMapping,
  },
} as const satisfies Record<string, Endpoint>
