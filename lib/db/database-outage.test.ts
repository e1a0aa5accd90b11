import { DrizzleQueryError } from 'drizzle-orm/errors'
import { expect, test } from 'vitest'
import { ZerfauxError } from '../domain/errors.ts'
import { databaseOutage } from './database-outage.ts'

const coded = (code: string) => Object.assign(new Error('terminating connection'), { code })

test.each([
  ['the server is stopped', coded('57P01')],
  ['it is starting', coded('57P03')],
  ['the session was silent', coded('25P03')],
  ['the transaction was stuck', coded('25P04')],
  ['no connection is left', coded('53300')],
  ['a deadlock', coded('40P01')],
  ['nobody listens', coded('ECONNREFUSED')],
  ['the connection was cut', new Error('Connection terminated unexpectedly')],
  ['it had been cut before', new Error('Client has encountered a connection error and is not queryable')],
  ['no connection in time', new Error('timeout exceeded when trying to connect')],
])('%s: likely to pass, also as the cause of a query that failed', (_, error) => {
  const outage = { code: 'unreachable', recovery: 'retry' }
  expect(databaseOutage(error)).toMatchObject(outage)
  expect(databaseOutage(new DrizzleQueryError('select 1', ['secret'], error))).toMatchObject(outage)
  expect(databaseOutage(new DrizzleQueryError('select 1', ['secret'], error))?.message).not.toContain('secret')
})

test.each([
  ['a violated constraint', coded('23505')],
  ['a column that is not there', coded('42703')],
  ['a bug', new TypeError('undefined is not a function')],
  ['an answer of a site', new ZerfauxError('remote_rejected', 'No', { cause: coded('57P01') })],
  ['no error at all', 'text'],
])('%s is no outage', (_, error) => {
  expect(databaseOutage(error)).toBeNull()
})
