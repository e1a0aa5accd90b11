import { randomBytes } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { embeddedDatabaseUrl } from '../../lib/config/data-dir.ts'
import { openSql } from '../../lib/db/open-sql.ts'

// Runs before each test file, and before anything that reads the environment is imported.
const dataDir = inject('dataDir')
const database = `test_${randomBytes(6).toString('hex')}`
const maintenance = openSql(embeddedDatabaseUrl(dataDir, 'postgres'), { max: 1 })
await maintenance.unsafe(`create database ${database} template zerfaux_template`)
await maintenance.end()

process.env['ZERFAUX_DATA_DIR'] = dataDir
process.env['DATABASE_URL'] = embeddedDatabaseUrl(dataDir, database)

afterAll(async () => {
  const { closeDb } = await import('../../lib/db/client.ts')
  await closeDb()
})
