import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { ProductApi } from './product-api.ts'
import { freePort, leftOver, processesOf, startProduct, type Running } from './running-product.ts'

export type OwnProduct = {
  readonly product: Running
  readonly api: ProductApi
  readonly dataDir: string
  readonly env: Record<string, string>
}

/** One product for all tests of a file, on a port and a data directory of its own; nothing of it outlives the file. */
export async function ownProduct(name: string, options?: readonly string[]): Promise<OwnProduct> {
  const dataDir = mkdtempSync(join(tmpdir(), `zerfaux-${name}-`))
  const env = { PORT: String(await freePort()), ZERFAUX_DATA_DIR: dataDir }
  const product = startProduct(env, options)
  afterAll(async () => {
    product.child.kill('SIGTERM')
    await leftOver(dataDir, 15)
    for (const pid of processesOf(dataDir)) process.kill(pid, 'SIGKILL')
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  })
  await product.ready
  return { product, api: new ProductApi(`http://127.0.0.1:${env.PORT}`, makeToken(dataDir)), dataDir, env }
}

export function makeToken(dataDir: string): string {
  const args = ['lib/cli/launch.mjs', 'token', '--role', 'admin', '--name', 'test']
  return execFileSync('node', args, { env: { ...process.env, ZERFAUX_DATA_DIR: dataDir }, encoding: 'utf8' }).trim()
}
