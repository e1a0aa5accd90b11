import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig({
  resolve: {
    alias: {
      '@': root.replace(/\/$/, ''),
      // Throws outside React's server graph; the worker runs with the condition, the tests with this.
      'server-only': fileURLToPath(new URL('./node_modules/server-only/empty.js', import.meta.url)),
    },
  },
  test: { include: ['lib/**/*.test.ts', 'app/**/*.test.ts', 'drizzle/**/*.test.ts'], testTimeout: 20_000 },
})
