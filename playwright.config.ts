import { mkdtempSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'

// Set in the first process only; the processes that run the tests read this file again and inherit them.
process.env['ZERFAUX_E2E_PORT'] ??= String(await freePort())
process.env['ZERFAUX_E2E_DATA_DIR'] ??= mkdtempSync(join(tmpdir(), 'zerfaux-e2e-'))
process.env['ZERFAUX_E2E_PASSWORD'] ??= crypto.randomUUID()

const port = process.env['ZERFAUX_E2E_PORT']
const root = process.getuid?.() === 0

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.e2e.ts',
  // All journeys share one product, and the machine may have two cores.
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  outputDir: 'test-results',
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    trace: 'retain-on-failure',
    launchOptions: {
      ...(process.env['ZERFAUX_CHROMIUM'] && { executablePath: process.env['ZERFAUX_CHROMIUM'] }),
      args: root ? ['--no-sandbox'] : [],
    },
  },
  // The lab's journey needs the lab, and is run with its stories.
  projects: [
    { name: 'pages', testIgnore: '**/lab-*.e2e.ts' },
    { name: 'lab', testMatch: '**/lab-*.e2e.ts' },
  ],
  webServer: {
    command: 'node lib/cli/launch.mjs start',
    url: `http://127.0.0.1:${port}/sign-in`,
    timeout: 400_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    env: {
      PORT: port,
      ZERFAUX_DATA_DIR: process.env['ZERFAUX_E2E_DATA_DIR'],
      ZERFAUX_ADMIN_EMAIL: 'admin@zerfaux.local',
      ZERFAUX_ADMIN_PASSWORD: process.env['ZERFAUX_E2E_PASSWORD'],
    },
  },
})

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as AddressInfo
      server.close(() => done(free))
    })
  })
}
