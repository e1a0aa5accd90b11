import { randomUUID } from 'node:crypto'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDrizzle } from '../../lib/db/client.ts'
import { liveTransaction } from '../../lib/db/live-transaction.ts'
import { lostWhenSilent } from '../../lib/db/lost-transactions.ts'
import { openPool } from '../../lib/db/open-database.ts'

const url = process.env['DATABASE_URL'] ?? ''
const STUCK_SECONDS = 2
const others = openPool(url)

beforeAll(() => others.query('create table rows (id uuid primary key, writer text not null)'))
afterAll(() => others.end())

test.each(['between two statements', 'in the middle of one'] as const)(
  'a transaction whose process was frozen %s loses its rows, and changes nothing when it wakes',
  async (place) => {
    const id = await newRow()
    const frozen = await frozenTransaction(id, place)
    await write(others, id, 'successor')
    frozen.thaw()
    await expect(frozen.ended).rejects.toThrow()
    expect(await writerOf(id)).toBe('successor')
  },
)

test('one that is alive keeps them for as long as it takes', async () => {
  const id = await newRow()
  const pool = openPool(url, { max: 1 })
  await liveTransaction(
    openDrizzle(pool),
    async (tx) => {
      await tx.execute(lostWhenSilent(1))
      await tx.execute(sql`update rows set writer = 'patient' where id = ${id}`)
      await sleep(5_000)
    },
    STUCK_SECONDS,
  )
  expect(await writerOf(id)).toBe('patient')
  await pool.end()
})

test('every transaction is lost when its process is silent for long', async () => {
  const rows = await openDrizzle(others).transaction((tx) => tx.execute(sql`show idle_in_transaction_session_timeout`))
  expect(rows.rows).toEqual([{ idle_in_transaction_session_timeout: '15s' }])
})

test('what follows on a connection that has ended is refused, and is never part of another’s transaction', async () => {
  const [one, other] = [await newRow(), await newRow()]
  const pool = openPool(url, { max: 1 })
  const zombie = await pool.connect()
  await zombie.query('begin')
  const { rows } = await zombie.query('select pg_backend_pid() as pid')
  const ended = new Promise((resolve) => zombie.once('end', () => resolve(null)))
  await others.query('select pg_terminate_backend($1)', [rows[0]?.pid])
  await ended
  await expect(write(zombie, one, 'zombie')).rejects.toThrow()
  zombie.release()

  const client = await pool.connect()
  await client.query('begin')
  await expect(write(zombie, one, 'zombie')).rejects.toThrow()
  await write(client, other, 'next')
  await client.query('commit')
  client.release()
  expect([await writerOf(one), await writerOf(other)]).toEqual(['nobody', 'next'])
  await pool.end()
})

async function newRow(): Promise<string> {
  const id = randomUUID()
  await others.query(`insert into rows values ($1, 'nobody')`, [id])
  return id
}

async function write(connection: Pick<pg.ClientBase, 'query'>, id: string, writer: string): Promise<void> {
  await connection.query('update rows set writer = $2 where id = $1', [id, writer])
}

async function writerOf(id: string): Promise<string> {
  return (await others.query('select writer from rows where id = $1', [id])).rows[0]?.writer
}

/** It has written the row, and then its process says nothing more until it thaws. */
async function frozenTransaction(id: string, place: 'between two statements' | 'in the middle of one') {
  const socket = new FreezableSocket()
  const pool = openPool(url, { max: 1, stream: () => socket })
  const asleep = Promise.withResolvers<void>()
  const ended = liveTransaction(
    openDrizzle(pool),
    async (tx) => {
      await tx.execute(lostWhenSilent(1))
      await tx.execute(sql`update rows set writer = 'frozen' where id = ${id}`)
      if (place === 'between two statements') socket.freeze()
      else socket.freezeAfter('select writer')
      asleep.resolve()
      await tx.execute(sql`select writer from rows where id = ${id}`)
    },
    STUCK_SECONDS,
  )
  ended.catch(asleep.reject)
  await asleep.promise
  return { ended, thaw: () => socket.thaw() }
}

/** Neither sends nor hears while it is frozen. */
class FreezableSocket extends net.Socket {
  #last: string | null = null
  #kept: (() => void)[] | null = null

  constructor() {
    super()
    // Only now: connecting gives a socket Node's own `write` back.
    this.once('connect', () => Object.assign(this, { write: this.#write.bind(this) }))
  }

  freeze(): void {
    this.#kept = []
    this.pause()
  }

  /** The write with that text is the last that goes out. */
  freezeAfter(text: string): void {
    this.#last = text
  }

  thaw(): void {
    const kept = this.#kept ?? []
    this.#kept = null
    for (const send of kept) send()
    this.resume()
  }

  /** What it sends goes through here. */
  #write(chunk: Uint8Array | string, ...rest: unknown[]): boolean {
    const send = (): boolean => Reflect.apply(net.Socket.prototype.write, this, [chunk, ...rest])
    if (this.#kept) return this.#kept.push(send) > 0
    const sent = send()
    if (this.#last !== null && Buffer.from(chunk as string).includes(this.#last)) this.freeze()
    return sent
  }
}
