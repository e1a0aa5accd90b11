import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServerClient } from '@supabase/ssr'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openClient } from '../../lib/db/open-database.ts'
import { freePort, leftOver, startProduct } from './running-product.ts'
import { startSupabaseStandIn } from './supabase-stand-in.ts'

const theirs = mkdtempSync(join(tmpdir(), 'zerfaux-supabase-'))
const ours = mkdtempSync(join(tmpdir(), 'zerfaux-with-supabase-'))
let supabase: Awaited<ReturnType<typeof startSupabaseStandIn>>
let port: number

beforeAll(async () => {
  supabase = await startSupabaseStandIn(theirs)
  port = await freePort()
})
afterAll(async () => {
  await supabase.stop()
  for (const dir of [theirs, ours]) rmSync(dir, { recursive: true, force: true })
})

test('with Supabase’s settings no database is started, and its users sign in', async () => {
  const product = startProduct({ ...supabase.settings, PORT: String(port), ZERFAUX_DATA_DIR: ours })
  await product.ready
  expect(existsSync(join(ours, 'postgres'))).toBe(false)
  const password = /Password: +(\S+)/.exec(product.said())?.[1] ?? ''

  const client = await openClient(supabase.settings.DATABASE_URL)
  const members = await client.query('select email, role from zerfaux.members')
  const ledger = await client.query('select version from supabase_migrations.schema_migrations')
  await client.end()
  expect(members.rows).toEqual([{ email: 'admin@zerfaux.local', role: 'admin' }])
  expect(ledger.rowCount).toBeGreaterThan(0)

  expect(await pageFor('not-the-password')).toMatchObject({ status: 307, to: '/sign-in?next=%2Freplication' })
  expect((await pageFor(password)).to).toBeNull()

  // The embedded Auth is not there beside Supabase's.
  const closed = await fetch(`http://127.0.0.1:${port}/auth/v1/token?grant_type=password`, { method: 'POST' })
  expect(closed.status).toBe(404)

  product.child.kill('SIGINT')
  expect(await product.ended).toBe(0)
  expect(await leftOver(ours, 1)).toEqual([])
})

test('a service key that Supabase refuses is one clear line', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'zerfaux-refused-'))
  const client = await openClient(supabase.settings.DATABASE_URL)
  await client.query('delete from zerfaux.members')
  await client.end()
  const settings = {
    ...supabase.settings,
    SUPABASE_SERVICE_ROLE_KEY: 'wrong',
    PORT: String(port),
    ZERFAUX_DATA_DIR: empty,
  }
  const product = startProduct(settings)
  expect(await product.ended).toBe(1)
  expect(product.said()).toMatch(/^Creating the user admin@zerfaux\.local: Supabase Auth says .*\n$/)
  rmSync(empty, { recursive: true })
})

/** What the overview answers to somebody who signed in, or tried to, with this password. */
async function pageFor(password: string): Promise<{ status: number; to: string | null }> {
  const jar = new Map<string, string>()
  const client = createServerClient(supabase.settings.SUPABASE_URL, supabase.settings.SUPABASE_ANON_KEY, {
    cookieOptions: { name: 'zerfaux-session' },
    cookies: {
      getAll: () => [...jar].map(([name, value]) => ({ name, value })),
      setAll: (changes) => {
        for (const { name, value } of changes) jar.set(name, value)
      },
    },
  })
  await client.auth.signInWithPassword({ email: 'admin@zerfaux.local', password })
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(`http://127.0.0.1:${port}/replication`, { headers: { cookie }, redirect: 'manual' })
  return { status: answer.status, to: answer.headers.get('location') }
}
