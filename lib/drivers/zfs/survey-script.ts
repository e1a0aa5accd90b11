import type { DatasetName } from '../../domain/zfs-names.ts'
import { MARK, remoteScript } from './remote-script.ts'

/** Exit status for a pool that is not imported: ZFS says the same of it as of an absent dataset. */
export const POOL_MISSING = 9

// A pool may hold many thousand snapshots of other people's: what is not ours is left out over there.
// A snapshot that is destroyed between the list and its holds is nobody's leftover.
const SURVEY_SCRIPT = `
tab=$(printf '\\t')
mark() { printf '\\036\\n'; }
datasets=$(zfs list -Hp -r -t filesystem,volume -o name,guid,used,usedbychildren,origin,receive_resume_token "$1") || {
  status=$?
  zfs list -Ho name "\${1%%/*}" >/dev/null 2>&1 || exit ${POOL_MISSING}
  exit $status
}
printf '%s\\n' "$datasets"
mark
properties=$(zfs get -Hp -r -t filesystem,volume -s local -o name,property,value all "$1") || exit
printf '%s\\n' "$properties" | awk -F '\\t' '$2 ~ /^zfx:/'
mark
snapshots=$(zfs list -Hp -r -t snapshot -o name,guid,used,userrefs "$1") || exit
held=$(printf '%s\\n' "$snapshots" | awk -F '\\t' '$4 ~ /^[1-9]/')
printf '%s\\n' "$held"
mark
if [ -n "$held" ]; then
  { said=$(printf '%s\\n' "$held" | cut -f 1 | tr '\\n' '\\000' | xargs -0 zfs holds -H 2>&1 >&3); } 3>&1
  printf '%s\\n' "$said" | grep -v 'does not exist' | grep . >&2 && exit 1
fi
mark
bookmarks=$(zfs list -Hp -r -t bookmark -o name,guid "$1") || exit
printf '%s\\n' "$bookmarks" | awk -F '\\t' '$1 ~ /#zfx_/'
mark
printf '%s\\n' "$datasets" | awk -F '\\t' '$6 != "-" { print $1 "\\t" $6 }' | while IFS=$tab read -r name token; do
  used=$(zfs get -Hpo value used "$name/%recv" 2>/dev/null)
  to=$(zfs send -n -v -P -t "$token" 2>&1 </dev/null | awk '$1 == "toname" { print $3 }')
  printf '%s\\t%s\\t%s\\n' "$name" "$used" "$to"
done
`

/** Everything of ours at or below a dataset or pool, in one round trip and six parts. */
export function surveyCommand(root: DatasetName): string {
  return remoteScript('sh', 'zfx-survey', SURVEY_SCRIPT, [root])
}

export function splitSurvey(stdout: string): string[] {
  return stdout.split(`${MARK}\n`)
}
