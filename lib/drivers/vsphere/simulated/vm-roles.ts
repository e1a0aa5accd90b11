import { simulatedNetworks } from './simulated-site.ts'

export type VmRole = {
  /** VMs are called `<name>-01`, `<name>-02`… */
  readonly name: string
  readonly folder: string
  /** How many of forty VMs have this role. */
  readonly ofForty: number
  readonly guest: 'windows' | 'linux' | 'appliance'
  readonly network: string
  readonly cpus: readonly [number, ...number[]]
  readonly memoryGib: readonly [number, ...number[]]
  readonly disksGib: readonly number[]
  /** On a datastore that Zerfaux replicates, as far as the site has one. */
  readonly protectedByZfs: boolean
}

const { web, app, data, management } = simulatedNetworks

/** What a mid-size company runs. Order matters: the forty VMs of the demo are dealt from the top. */
export const vmRoles: readonly VmRole[] = [
  {
    name: 'dc',
    folder: 'Infrastructure',
    ofForty: 2,
    guest: 'windows',
    network: management,
    cpus: [2],
    memoryGib: [8],
    disksGib: [80],
    protectedByZfs: true,
  },
  {
    name: 'web',
    folder: 'Web',
    ofForty: 8,
    guest: 'linux',
    network: web,
    cpus: [2, 4],
    memoryGib: [4, 8],
    disksGib: [40],
    protectedByZfs: true,
  },
  {
    name: 'app',
    folder: 'Applications',
    ofForty: 6,
    guest: 'linux',
    network: app,
    cpus: [4, 8],
    memoryGib: [16, 32],
    disksGib: [60, 120],
    protectedByZfs: true,
  },
  {
    name: 'sql',
    folder: 'Databases',
    ofForty: 3,
    guest: 'windows',
    network: data,
    cpus: [8, 16],
    memoryGib: [64, 128],
    disksGib: [100, 500, 200],
    protectedByZfs: true,
  },
  {
    name: 'pg',
    folder: 'Databases',
    ofForty: 3,
    guest: 'linux',
    network: data,
    cpus: [8],
    memoryGib: [32, 64],
    disksGib: [60, 400],
    protectedByZfs: true,
  },
  {
    name: 'file',
    folder: 'Applications',
    ofForty: 2,
    guest: 'windows',
    network: app,
    cpus: [4],
    memoryGib: [16],
    disksGib: [100, 2048],
    protectedByZfs: false,
  },
  {
    name: 'erp',
    folder: 'Applications',
    ofForty: 2,
    guest: 'windows',
    network: app,
    cpus: [8],
    memoryGib: [64],
    disksGib: [120, 300],
    protectedByZfs: true,
  },
  {
    name: 'mail',
    folder: 'Applications',
    ofForty: 1,
    guest: 'linux',
    network: app,
    cpus: [4],
    memoryGib: [16],
    disksGib: [60, 600],
    protectedByZfs: false,
  },
  {
    name: 'k8s',
    folder: 'Applications',
    ofForty: 5,
    guest: 'linux',
    network: app,
    cpus: [8],
    memoryGib: [32],
    disksGib: [100],
    protectedByZfs: false,
  },
  {
    name: 'ci',
    folder: 'Infrastructure',
    ofForty: 3,
    guest: 'linux',
    network: management,
    cpus: [8, 16],
    memoryGib: [16, 32],
    disksGib: [200],
    protectedByZfs: false,
  },
  {
    name: 'log',
    folder: 'Infrastructure',
    ofForty: 2,
    guest: 'linux',
    network: management,
    cpus: [4],
    memoryGib: [16],
    disksGib: [60, 1024],
    protectedByZfs: false,
  },
  {
    name: 'fw',
    folder: 'Infrastructure',
    ofForty: 1,
    guest: 'appliance',
    network: management,
    cpus: [2],
    memoryGib: [4],
    disksGib: [16],
    protectedByZfs: false,
  },
  {
    name: 'template',
    folder: 'Templates',
    ofForty: 2,
    guest: 'linux',
    network: management,
    cpus: [2],
    memoryGib: [4],
    disksGib: [40],
    protectedByZfs: false,
  },
]

/** The roles of so many VMs; forty at a time have the table's proportions. */
export function dealRoles(vms: number): VmRole[] {
  const hand = vmRoles.flatMap((role) => Array.from({ length: role.ofForty }, () => role))
  return Array.from({ length: vms }, (_, index) => hand[index % hand.length]).filter((role) => role !== undefined)
}
