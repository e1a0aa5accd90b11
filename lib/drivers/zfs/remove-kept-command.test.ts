import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { DatasetName } from '../../domain/zfs-names.ts'
import { removeKeptCommand } from './remove-kept-command.ts'

test('the command that a person is shown is one that a shell can read, and spares clones and legal holds', () => {
  const command = removeKeptCommand(DatasetName.parse('tank/web.old_0123abcd'))
  execFileSync('sh', ['-n', '-c', command])
  expect(command).toMatch(/; zfs destroy -r tank\/web\.old_0123abcd$/)
  expect(command).not.toContain('zfx:pin')
  expect(command).not.toMatch(/ -\w*[RF]/)
})
