import { randomBytes } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { embeddedDatabaseUrl } from '../../lib/config/data-dir.ts'
import { openClient } from '../../lib/db/open-database.ts'

// Runs before each test file, and before anything that reads the environment is imported.
const dataDir = inject('dataDir')
const database = `test_${randomBytes(6).toString('hex')}`
const maintenance = await openClient(embeddedDatabaseUrl(dataDir, 'postgres'))
await maintenance.query(`create database ${database} template zerfaux_template`)
await maintenance.end()

process.env['ZERFAUX_DATA_DIR'] = dataDir
process.env['DATABASE_URL'] = embeddedDatabaseUrl(dataDir, database)

afterAll(async () => {
  const { closeDb } = await import('../../lib/db/client.ts')
  await closeDb()
})
