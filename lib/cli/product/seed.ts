import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { db } from '../../db/client.ts'

/** Fills a new database with the demo of two simulated sites. */
export async function seedNewDatabase(): Promise<void> {
  const module = new URL('../../services/demo/seed-demo.ts', import.meta.url)
  if (!existsSync(fileURLToPath(module))) return
  const { seedDemo } = await import(module.href)
  await seedDemo(db)
}
