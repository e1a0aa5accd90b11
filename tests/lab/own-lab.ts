import { labRuns } from './lab-paths.mjs'

// Runs before each test file, and before anything asks which lab it has.
const worker = process.env['VITEST_POOL_ID']
const run = labRuns()[Number(worker) - 1]
if (!run) throw new Error(`Worker ${worker} has no lab of its own`)
process.env['ZERFAUX_LAB_RUN'] = run
