import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { db } from '../../lib/db/client.ts'

test('every table of ours is closed to the roles of Supabase’s own API', async () => {
  const open = await db.execute(sql`select relname from pg_class where relnamespace = 'zerfaux'::regnamespace
    and relkind in ('r', 'p') and not relrowsecurity`)
  const policies = await db.execute(sql`select policyname from pg_policies where schemaname = 'zerfaux'`)
  expect([...open, ...policies]).toEqual([])
})

test('each file works on a database of its own', async () => {
  const [found] = await db.execute<{ name: string }>(sql`select current_database() as name`)
  expect(found?.name).toMatch(/^test_[0-9a-f]{12}$/)
})
