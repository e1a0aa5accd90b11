import { expect, test } from 'vitest'
import { readEnv } from './env.ts'

const supabase = {
  DATABASE_URL: 'postgresql://postgres:secret@db:5432/postgres',
  SUPABASE_URL: 'http://127.0.0.1:54321',
  SUPABASE_ANON_KEY: 'anon',
  SUPABASE_SERVICE_ROLE_KEY: 'service',
}

test('nothing set means embedded, on loopback, with the database of the data directory', () => {
  const env = readEnv({ ZERFAUX_DATA_DIR: '/srv/z' })
  expect(env.mode).toEqual({ kind: 'embedded' })
  expect([env.ZERFAUX_HOST, env.PORT]).toEqual(['127.0.0.1', 3000])
  expect(env.DATABASE_URL).toBe('postgres://postgres@%2Fsrv%2Fz%2Frun:5432/zerfaux')
})

test('all four Supabase settings mean Supabase', () => {
  expect(readEnv(supabase).mode).toEqual({
    kind: 'supabase',
    url: 'http://127.0.0.1:54321',
    anonKey: 'anon',
    serviceRoleKey: 'service',
  })
})

test('half of the Supabase settings is told by name, and no value is', () => {
  const { SUPABASE_ANON_KEY: _left, DATABASE_URL: _out, ...half } = supabase
  expect(() => readEnv(half)).toThrow(/DATABASE_URL: is missing[\s\S]*SUPABASE_ANON_KEY: is missing/)
  expect(() => readEnv({ ...supabase, DATABASE_URL: 'mysql://u:hunter2@h/d' })).toThrow(/^(?![\s\S]*hunter2)/)
})

test('a data directory with a long path has its socket elsewhere', () => {
  const { DATABASE_URL } = readEnv({ ZERFAUX_DATA_DIR: `/srv/${'long/'.repeat(30)}` })
  expect(decodeURIComponent(new URL(DATABASE_URL).hostname).length).toBeLessThan(93)
})
