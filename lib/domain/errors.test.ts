import { expect, test, vi } from 'vitest'
import { ZerfauxError } from './errors.ts'

test('an error of another copy of this module is one of ours, anything else is not', async () => {
  vi.resetModules()
  const copy = await import('./errors.ts')
  expect(copy.ZerfauxError).not.toBe(ZerfauxError)
  expect(new copy.ZerfauxError('busy', 'not now')).toBeInstanceOf(ZerfauxError)
  class Special extends ZerfauxError {}
  expect(new Special('busy', 'x')).toBeInstanceOf(Special)
  expect(new ZerfauxError('busy', 'x') instanceof Special).toBe(false)
  for (const other of [new Error('busy'), { code: 'busy' }, null, 'busy'])
    expect(other instanceof ZerfauxError).toBe(false)
})
