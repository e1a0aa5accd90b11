import { expect, test } from 'vitest'
import { delegatedPermissions } from './zfs-permissions.ts'

// OpenZFS 2.3.2.
const allowed = `---- Permissions on tank/zfx -----------------------------------------
Local permissions:
	user repl bookmark
Local+Descendent permissions:
	user repl send,snapshot
	user other destroy
---- Permissions on tank ---------------------------------------------
Permission sets:
	@rep mount,release
Local permissions:
	user repl rollback
Descendent permissions:
	user repl create
Local+Descendent permissions:
	user repl @rep
	group repl hold
	group staff receive
	everyone userprop
`

test('what a user may do on a dataset: its own, by group, by everyone, by set and from above', () => {
  const granted = delegatedPermissions(allowed, 'tank/zfx', { user: 'repl', groups: ['repl', 'users'] })
  expect([...granted].filter((name) => !name.startsWith('@')).toSorted()).toEqual(
    ['bookmark', 'create', 'hold', 'mount', 'release', 'send', 'snapshot', 'userprop'].toSorted(),
  )
})

test('nothing is granted where nothing is printed', () => {
  expect(delegatedPermissions('', 'tank', { user: 'repl', groups: [] }).size).toBe(0)
})
