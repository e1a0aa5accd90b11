import { and, asc, desc, eq, gt, isNull, lt, or, sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { ZerfauxError } from '../domain/errors.ts'

export type PageRequest = {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly sort?: string | undefined
}
export type Page<Item> = { readonly items: Item[]; readonly nextCursor: string | null }

const Cursor = z.tuple([z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]), z.string()])

/**
 * Keyset paging: a page starts after the last row of the one before, so rows that come or go
 * meanwhile neither repeat nor hide others. Unknown (null) sorts last either way.
 */
export type Paging = {
  readonly where: SQL | undefined
  readonly orderBy: SQL[]
  readonly limit: number
  readonly finish: <Row extends { id: string }>(rows: Row[]) => Page<Row>
}

export function paging(
  request: PageRequest,
  id: PgColumn,
  sortable: Readonly<Record<string, PgColumn>>,
  defaultSort: string,
): Paging {
  const sort = request.sort ?? defaultSort
  const descending = sort.startsWith('-')
  const field = sort.replace(/^-/, '')
  const column = Object.hasOwn(sortable, field) ? sortable[field] : undefined
  if (!column) {
    throw new ZerfauxError('invalid_input', `Cannot sort by ${field.slice(0, 40)}`, {
      hint: `Sort by one of: ${Object.keys(sortable).map(snake).join(', ')}; with a leading - for descending.`,
    })
  }
  const direction = descending ? sql`${column} desc nulls last` : sql`${column} asc nulls last`
  return {
    where: request.cursor === undefined ? undefined : after(readCursor(request.cursor, sort), column, id, descending),
    orderBy: [direction, descending ? desc(id) : asc(id)],
    limit: request.limit + 1,
    finish: (rows) => {
      const items = rows.slice(0, request.limit)
      const last = items.at(-1)
      const more = rows.length > request.limit && last
      return { items, nextCursor: more ? writeCursor(sort, valueOf(last, field), last.id) : null }
    },
  }
}

function after(
  [, value, lastId]: z.infer<typeof Cursor>,
  column: PgColumn,
  id: PgColumn,
  descending: boolean,
): SQL | undefined {
  const beyond = descending ? lt : gt
  if (value === null) return and(isNull(column), beyond(id, lastId))
  const typed = column.dataType === 'date' ? new Date(String(value)) : value
  return or(beyond(column, typed), and(eq(column, typed), beyond(id, lastId)), isNull(column))
}

function valueOf(row: object, field: string): string | number | boolean | null {
  const value: unknown = Object.entries(row).find(([name]) => name === field)?.[1]
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

function writeCursor(sort: string, value: string | number | boolean | null, id: string): string {
  return Buffer.from(JSON.stringify([sort, value, id])).toString('base64url')
}

function readCursor(cursor: string, sort: string): z.infer<typeof Cursor> {
  const parsed = Cursor.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()))
  if (parsed.success && parsed.data[0] === sort && z.uuid().safeParse(parsed.data[2]).success) return parsed.data
  throw new ZerfauxError('invalid_input', 'The cursor is not one of this list', {
    hint: 'Use next_cursor of the page before, with the same sort.',
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** For `ilike`: what the user typed, nothing of it a wildcard. */
export function contains(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
}
