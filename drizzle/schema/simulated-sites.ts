import { jsonb, text } from 'drizzle-orm/pg-core'
import { updatedAt, zerfaux } from './zerfaux-schema.ts'

/** The state of simulated vCenters and appliances, shared by the web process and all workers. */
export const simulatedSites = zerfaux
  .table('simulated_sites', { address: text().primaryKey(), state: jsonb().notNull(), updatedAt: updatedAt() })
  .enableRLS()
