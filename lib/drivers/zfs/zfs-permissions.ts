import type { ZfsChange } from '../../domain/zfs-state.ts'

/**
 * What `zfs allow` must give to a user that is not root, found by taking each away in the lab.
 * Reading and estimating need none. Given on the dataset prefix (or the pool), it holds for
 * everything below. `-x mountpoint -x sharenfs` needs nothing; without atime, canmount or readonly
 * a receive goes well and leaves the property as it was, so the receiver looks afterwards.
 */
export const requiredPermissions = {
  source: ['bookmark', 'destroy', 'hold', 'mount', 'release', 'send', 'snapshot', 'userprop'],
  /** clone, promote and rename are for repairing a replica; a round of replication needs none of them. */
  target: [
    'atime',
    'canmount',
    'clone',
    'create',
    'destroy',
    'hold',
    'mount',
    'promote',
    'readonly',
    'receive',
    'release',
    'rename',
    'userprop',
  ],
} as const

const forChange: Record<ZfsChange['do'], readonly string[]> = {
  snapshot: ['snapshot', 'userprop'],
  hold: ['hold'],
  release: ['release'],
  bookmark: ['bookmark'],
  destroy_bookmark: ['destroy'],
  destroy_snapshot: ['destroy', 'mount'],
  abort_receive: ['destroy', 'mount'],
  create_parents: ['create', 'mount', 'canmount'],
  set_properties: [],
  rename_dataset: ['rename', 'create', 'mount'],
  clone: ['clone', 'create', 'mount', 'readonly', 'canmount', 'atime', 'userprop'],
  promote: ['promote', 'mount'],
  clear_properties: ['userprop'],
}

export const receivePermissions: readonly string[] = ['atime', 'canmount', 'create', 'mount', 'readonly', 'receive']

export function permissionsFor(change: ZfsChange): readonly string[] {
  if (change.do === 'set_properties')
    return [...new Set(Object.keys(change.properties).map((name) => (name.startsWith('zfx:') ? 'userprop' : name)))]
  const releases = change.do === 'destroy_snapshot' && change.releasing !== undefined
  return [...forChange[change.do], ...(releases ? ['hold', 'release'] : [])]
}

/** Who asks: `id -un`, `id -Gn`. */
export type Login = { readonly user: string; readonly groups: readonly string[] }

/**
 * What `zfs allow DATASET` grants to a login on that dataset. It prints a block for the dataset
 * and one for each of its parents; "Local" counts only in the first, "Descendent" only in the others.
 */
export function delegatedPermissions(text: string, dataset: string, { user, groups }: Login): Set<string> {
  const granted = new Set<string>()
  const sets = new Map<string, string[]>()
  let own = false
  let section = ''
  for (const line of text.split('\n')) {
    const block = /^---- Permissions on (\S+) -/.exec(line)
    if (block) own = block[1] === dataset
    else if (/^\S.*:$/.test(line)) section = line.slice(0, -1)
    else if (section === 'Permission sets') {
      const [name, list] = line.trim().split(' ')
      if (name !== undefined && list !== undefined) sets.set(name, list.split(','))
    } else if (
      section === 'Local+Descendent permissions' ||
      section === (own ? 'Local permissions' : 'Descendent permissions')
    ) {
      for (const permission of grantedBy(line.trim(), user, groups)) granted.add(permission)
    }
  }
  // A set may hold sets; there are no circles.
  for (const permission of granted) for (const member of sets.get(permission) ?? []) granted.add(member)
  return granted
}

function grantedBy(line: string, user: string, groups: readonly string[]): string[] {
  const [kind, who, list] = line.split(' ')
  if (kind === 'everyone') return who?.split(',') ?? []
  const mine = (kind === 'user' && who === user) || (kind === 'group' && who !== undefined && groups.includes(who))
  return mine && list !== undefined ? list.split(',') : []
}
