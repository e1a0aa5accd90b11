import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { db } from '../../lib/db/client.ts'

test('every table of ours is closed to the roles of Supabase’s own API', async () => {
  const { rows: open } = await db.execute(sql`select relname from pg_class where relnamespace = 'zerfaux'::regnamespace
    and relkind in ('r', 'p') and not relrowsecurity`)
  const { rows: policies } = await db.execute(sql`select policyname from pg_policies where schemaname = 'zerfaux'`)
  expect([...open, ...policies]).toEqual([])
})

test('each file works on a database of its own', async () => {
  const { rows } = await db.execute<{ name: string }>(sql`select current_database() as name`)
  expect(rows[0]?.name).toMatch(/^test_[0-9a-f]{12}$/)
})

test.each(['anon', 'authenticated'])('Supabase’s role %s cannot even look into the schema', async (role) => {
  const name = `${role}_${Math.random().toString(36).slice(2, 8)}`
  await db.execute(sql`create role ${sql.identifier(name)}`)
  await expect(
    db.transaction(async (tx) => {
      await tx.execute(sql`set local role ${sql.identifier(name)}`)
      await tx.execute(sql`select * from zerfaux.vcenter_connections`)
    }),
  ).rejects.toMatchObject({ cause: { message: 'permission denied for schema zerfaux' } })
})

test('with the schema opened to it by mistake, row-level security still shows nothing', async () => {
  const name = `open_${Math.random().toString(36).slice(2, 8)}`
  await db.execute(sql`insert into zerfaux.members (user_id, email, role) values (gen_random_uuid(), 'a@b.c', 'admin')`)
  await db.execute(sql`create role ${sql.identifier(name)}`)
  await db.execute(sql`grant usage on schema zerfaux to ${sql.identifier(name)}`)
  await db.execute(sql`grant select on all tables in schema zerfaux to ${sql.identifier(name)}`)
  const seen = await db.transaction(async (tx) => {
    await tx.execute(sql`set local role ${sql.identifier(name)}`)
    return tx.execute(sql`select * from zerfaux.members`)
  })
  expect(seen.rows).toEqual([])
})
