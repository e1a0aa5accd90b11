// Runs before each test file, and before anything asks which lab it has.
const runs = process.env['ZERFAUX_LAB_RUNS']?.split(',') ?? []
const run = runs[Number(process.env['VITEST_POOL_ID']) - 1]
if (runs.length > 0 && !run) throw new Error(`Worker ${process.env['VITEST_POOL_ID']} has no lab of its own`)
if (run) process.env['ZERFAUX_LAB_RUN'] = run
