import { fileURLToPath } from 'node:url'
import { labRuns } from './tests/lab/lab-paths.mjs'
import { LongestFirst } from './tests/lab/longest-first.ts'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const root = fileURLToPath(new URL('.', import.meta.url))

/** As many files at a time as there are labs: each worker has one to itself. */
const labs = labRuns().length

const alias = {
  '@': root.replace(/\/$/, ''),
  // Throws outside React's server graph; the worker runs with the condition, the tests with this.
  'server-only': fileURLToPath(new URL('./node_modules/server-only/empty.js', import.meta.url)),
}

function project(name: string, test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration {
  return { resolve: { alias }, test: { ...test, name } }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      project('unit', {
        include: ['lib/**/*.test.ts', 'app/**/*.test.ts', 'drizzle/**/*.test.ts'],
        testTimeout: 20_000,
      }),
      project('api', {
        include: ['tests/api/**/*.test.ts'],
        globalSetup: 'tests/api/database-server.ts',
        setupFiles: 'tests/api/own-database.ts',
        testTimeout: 30_000,
      }),
      // Real processes on this machine: each takes a while, and two at once only slow each other down.
      project('product', {
        include: ['tests/product/**/*.test.ts'],
        fileParallelism: false,
        testTimeout: 240_000,
        hookTimeout: 60_000,
      }),
      // `npm run acceptance`: a vCenter of the user's own, by environment variables. No part of `npm test`.
      project('acceptance', {
        include: ['tests/acceptance/**/*.test.ts'],
        fileParallelism: false,
        testTimeout: 600_000,
        hookTimeout: 600_000,
      }),
      project('lab', {
        include: ['tests/lab/stories/**/*.test.ts'],
        globalSetup: ['tests/api/database-server.ts', 'tests/lab/prepare-appliances.ts'],
        setupFiles: ['tests/lab/own-lab.ts', 'tests/api/own-database.ts'],
        fileParallelism: labs > 1,
        maxWorkers: labs,
        sequence: { groupOrder: 1 },
        testTimeout: 600_000,
        hookTimeout: 600_000,
      }),
    ],
  },
})
