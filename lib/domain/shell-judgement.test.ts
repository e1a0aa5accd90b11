import { expect, test } from 'vitest'
import { MoRef } from './inventory.ts'
import type { ProtectedVmAttention } from './protected-vm-attention.ts'
import type { Mend } from './shell-differences.ts'
import { judgeShell } from './shell-judgement.ts'

const now = new Date('2026-01-02T00:00:00Z')
const earlier = '2026-01-01T00:00:00.000Z'
const at = (moref: string) => ({ moref: MoRef.parse(moref), name: 'web01' })
const mark = (code: ProtectedVmAttention['code']) => ({ code, message: 'm', hint: 'h', since: earlier })
const differs = (mend: Mend) => ({ what: 'CPUs', wanted: '4', found: '2', mend })
const record = { status: 'created', moref: 'vm-9', name: 'web01', attention: [] } as const
const since = ({ attention }: ReturnType<typeof judgeShell>) => attention.map((one) => `${one.code} ${one.since}`)

test.each([
  {
    case: 'as it should be: what was said is over, what others said stays',
    attention: [mark('dr_shell_missing'), mark('dr_shell_changed'), mark('moved_away')],
    found: [at('vm-9')],
    expected: ['created', 'vm-9', [`moved_away ${earlier}`]],
  },
  {
    case: 'row 23: under another MoRef it is the same shell',
    found: [at('vm-10')],
    expected: ['created', 'vm-10', []],
  },
  {
    case: 'row 27: gone',
    found: [],
    expected: ['missing', null, [`dr_shell_missing ${now.toISOString()}`]],
  },
  {
    case: 'row 27: still gone, since then',
    attention: [mark('dr_shell_missing')],
    found: [],
    expected: ['missing', null, [`dr_shell_missing ${earlier}`]],
  },
  {
    case: 'changed',
    found: [at('vm-9')],
    differences: [differs('recreate')],
    expected: ['created', 'vm-9', [`dr_shell_changed ${now.toISOString()}`]],
  },
  {
    case: 'copied: the one on record is kept',
    found: [at('vm-8'), at('vm-9')],
    expected: ['created', 'vm-9', [`dr_shell_changed ${now.toISOString()}`]],
  },
])('$case', ({ attention = [], found, differences = [], expected }) => {
  const verdict = judgeShell('web01', { ...record, attention }, { found, differences }, now)
  expect([verdict.status, verdict.moref, since(verdict)]).toEqual(expected)
})

test.each([
  ['adjust', /set right/],
  ['recreate', /made anew/],
  ['by_hand', /power it off and detach/],
] as const)('what to do about a difference: %s', (mend, hint) => {
  const sighting = { found: [at('vm-9')], differences: [differs(mend)] }
  expect(judgeShell('web01', record, sighting, now).attention[0]?.hint).toMatch(hint)
})

test('missed again, it is still called as when it was missed first', () => {
  const first = judgeShell('web01', record, { found: [], differences: [] }, now)
  const again = judgeShell('web01', { ...record, ...first }, { found: [], differences: [] }, new Date())
  expect(first.attention[0]?.message).toContain('web01 (vm-9)')
  expect(again.attention).toEqual(first.attention)
})
