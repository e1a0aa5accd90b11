import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetName } from '../../domain/zfs-names.ts'
import { remoteScript } from './remote-script.ts'
import { splitParts } from './observe-script.ts'
import type { SshAppliance } from './ssh-appliance.ts'
import { delegatedPermissions } from './zfs-permissions.ts'

// The dataset may not be there yet: then its nearest parent tells what it would inherit.
export const DELEGATION_SCRIPT = `
at=$1
until zfs list -Ho name "$at" >/dev/null 2>&1; do case $at in */*) at=\${at%/*};; *) break;; esac; done
id -un; id -Gn; printf '%s\\n\\036\\n' "$at"
zfs allow "$at"
`

/** Who we are on the appliance and what that user was given, from the delegation script's output. */
export function parseDelegation(stdout: string): {
  readonly user: string
  readonly dataset: string
  readonly granted: ReadonlySet<string>
} {
  const [who = '', allowed = ''] = splitParts(stdout)
  const [user = '', groups = '', dataset = ''] = who.split('\n')
  return { user, dataset, granted: delegatedPermissions(allowed, dataset, { user, groups: groups.split(' ') }) }
}

/** Turns ZFS' "permission denied" into which of the needed permissions is not delegated. */
export async function missingPermissions(
  appliance: SshAppliance,
  refused: ZerfauxError,
  dataset: DatasetName,
  needed: readonly string[],
): Promise<ZerfauxError> {
  const { stdout } = await appliance.run(remoteScript('sh', 'zfx-delegation', DELEGATION_SCRIPT, [dataset]))
  const { user, dataset: at, granted } = parseDelegation(stdout)
  const missing = needed.filter((permission) => !granted.has(permission))
  if (missing.length === 0) return refused
  return new ZerfauxError('permission_missing', `${refused.message} (${user} lacks ${missing.join(', ')} on ${at})`, {
    hint: `As root on the appliance: \`zfs allow -u ${user} ${missing.join(',')} ${at}\`.`,
    cause: refused,
  })
}
