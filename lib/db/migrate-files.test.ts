import { expect, test } from 'vitest'
import { newerThan, parseMigration } from './migrate-files.ts'

test('a migration is its version, its name and its statements', () => {
  const text = 'create table a ();\n--> statement-breakpoint\ncreate table b ();--> statement-breakpoint\n'
  expect(parseMigration('20260101000000_first-two.sql', text)).toEqual({
    file: '20260101000000_first-two.sql',
    version: '20260101000000',
    name: 'first-two',
    statements: ['create table a ();', 'create table b ();'],
  })
})

test('a file of another name is refused by name', () => {
  expect(() => parseMigration('notes.sql', '')).toThrow(/notes\.sql is not named/)
})

test('only what comes after our last migration is newer', () => {
  const ours = ['20260101000000', '20260301000000'].map((version) => parseMigration(`${version}_x.sql`, ''))
  expect(newerThan(ours, ['20260101000000', '20260201000000'])).toEqual([])
  expect(newerThan(ours, ['20260401000000'])).toEqual(['20260401000000'])
})
