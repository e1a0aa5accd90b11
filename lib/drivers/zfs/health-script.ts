import type { DatasetName, PoolName } from '../../domain/zfs-names.ts'
import { DELEGATION_SCRIPT } from './missing-permissions.ts'
import { remoteScript } from './remote-script.ts'

// JSON where ZFS has it (2.3), text before. Delegation is looked up on the prefix, else on the pool.
const SCRIPT = `
date +%s
for tool in zstd mbuffer perl; do command -v $tool >/dev/null && printf '%s ' $tool; done; echo
zpool list -Hp -o fragmentation,health "$1" || exit
zfs list -Hp -o used,available "$1" || exit
zfs version 2>/dev/null | head -n 2
printf '\\036\\n'
zpool status -j --json-int "$1" 2>/dev/null || zpool status "$1"
printf '\\036\\n'
zpool get -Hp -o property,value all "$1" | grep '^feature@'
printf '\\036\\n'
set -- "\${2:-$1}"
${DELEGATION_SCRIPT}`

export function healthCommand(pool: PoolName, prefix: DatasetName | null): string {
  return remoteScript('sh', 'zfx-health', SCRIPT, prefix === null ? [pool] : [pool, prefix])
}
