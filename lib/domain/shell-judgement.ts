import type { ShellStatus } from './group-enums.ts'
import type { MoRef } from './inventory.ts'
import type { ProtectedVmAttention } from './protected-vm-attention.ts'
import type { ShellDifference } from './shell-differences.ts'
import { EMPTY_IT_BY_HAND } from './shell-removal.ts'
import type { VmHardware } from './vm-hardware.ts'

export type ShellOnRecord = {
  readonly status: ShellStatus
  readonly moref: string | null
  readonly name: string | null
  readonly attention: readonly ProtectedVmAttention[]
}

export type ShellSighting = {
  /** All that bear its marks, now. */
  readonly found: readonly Pick<VmHardware, 'moref' | 'name'>[]
  /** Of the only one found, against what the VM and its mappings say now. */
  readonly differences: readonly ShellDifference[]
}

export type ShellVerdict = {
  readonly status: 'created' | 'missing'
  readonly moref: MoRef | null
  readonly attention: readonly ProtectedVmAttention[]
}

/** What a sync says of a shell: still there, there under another MoRef, other than it should be, or gone (failure-modes rows 23 and 27). */
export function judgeShell(
  vmName: string,
  record: ShellOnRecord,
  { found, differences }: ShellSighting,
  now: Date,
): ShellVerdict {
  const others = record.attention.filter(({ code }) => !code.startsWith('dr_shell_'))
  const say = (
    code: 'dr_shell_missing' | 'dr_shell_changed',
    message: string,
    hint: string,
  ): ProtectedVmAttention[] => {
    const since = saidBefore(record, code)?.since ?? now.toISOString()
    return [...others, { code, message, hint, since }]
  }
  const called = record.name ?? vmName
  const [shell, second] = found
  if (!shell) {
    const was = record.moref === null ? called : `${called} (${record.moref})`
    // Its MoRef is not on record any more when it is missed again: what was said of it then stays.
    const before = record.moref === null ? saidBefore(record, 'dr_shell_missing')?.message : undefined
    const attention = say(
      'dr_shell_missing',
      before ?? `The DR shell ${was} of ${vmName} is not in the DR vCenter any more`,
      'Make it anew under “DR shells”; without it a recovery takes longer.',
    )
    return { status: 'missing', moref: null, attention }
  }
  if (second) {
    const names = found.map(({ name, moref }) => `${name} (${moref})`).join(' and ')
    const attention = say(
      'dr_shell_changed',
      `${names} both bear the marks of the DR shell of ${vmName}`,
      'Find out which one is a copy, and remove that in the vSphere client.',
    )
    return { status: 'created', moref: known(record, found) ?? shell.moref, attention }
  }
  if (differences.length === 0) return { status: 'created', moref: shell.moref, attention: others }
  const said = differences.map(({ what, wanted, found: is }) => `${what} is ${is} instead of ${wanted}`).join('; ')
  const attention = say(
    'dr_shell_changed',
    `The DR shell ${called} of ${vmName} has changed: ${said}`,
    mending(differences),
  )
  return { status: 'created', moref: shell.moref, attention }
}

function saidBefore({ attention }: ShellOnRecord, code: ProtectedVmAttention['code']) {
  return attention.find((one) => one.code === code)
}

function known(record: ShellOnRecord, found: ShellSighting['found']): MoRef | null {
  return found.find(({ moref }) => moref === record.moref)?.moref ?? null
}

function mending(differences: readonly ShellDifference[]): string {
  if (differences.some(({ mend }) => mend === 'by_hand')) {
    return `${EMPTY_IT_BY_HAND}; then repair it under “DR shells”.`
  }
  return differences.some(({ mend }) => mend === 'recreate')
    ? 'Repair it under “DR shells”: it is empty, so it is made anew.'
    : 'Repair it under “DR shells”: it is set right where it is.'
}
