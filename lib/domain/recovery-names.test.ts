import { expect, test } from 'vitest'
import { recoveryNames } from './recovery-names.ts'

test('a recovery’s names are its own, always the same, and fit for paths and datastores', () => {
  expect(recoveryNames('1A2B3C4D-5E6F-4711-8111-111111111111')).toEqual({
    mountpoint: '/zfx/t-1a2b3c4d5e6f',
    datastore: 'zfx-t-1a2b3c4d5e6f',
  })
  const made = Array.from({ length: 10_000 }, () => recoveryNames(crypto.randomUUID()).mountpoint)
  expect(new Set(made).size).toBe(made.length)
  // vSphere allows 42 characters for the name of an NFS datastore.
  expect(recoveryNames(crypto.randomUUID()).datastore).toMatch(/^[a-z0-9-]{1,42}$/)
})
