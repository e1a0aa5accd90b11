import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProductApi } from './product-api.ts'
import { freePort, leftOver, processesOf, startProduct, type Running } from './running-product.ts'

export type OwnProduct = {
  readonly product: Running
  readonly api: ProductApi
  readonly dataDir: string
  readonly env: Record<string, string>
  /** For `beforeAll` to return: nothing of the product outlives the file. */
  readonly end: () => Promise<void>
}

/** One product for all tests of a file, on a port and a data directory of its own. */
export async function ownProduct(name: string, options?: readonly string[]): Promise<OwnProduct> {
  const dataDir = mkdtempSync(join(tmpdir(), `zerfaux-${name}-`))
  const env = { PORT: String(await freePort()), ZERFAUX_DATA_DIR: dataDir }
  const product = startProduct(env, options)
  const end = async () => {
    product.child.kill('SIGTERM')
    await product.ended
    // Workers that a test started beside it.
    for (const pid of processesOf(dataDir)) process.kill(pid, 'SIGTERM')
    await leftOver(dataDir, 10)
    for (const pid of processesOf(dataDir)) process.kill(pid, 'SIGKILL')
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
  try {
    await product.ready
    return { product, api: new ProductApi(`http://127.0.0.1:${env.PORT}`, makeToken(dataDir)), dataDir, env, end }
  } catch (error) {
    await end()
    throw error
  }
}

export function makeToken(dataDir: string): string {
  const args = ['lib/cli/launch.mjs', 'token', '--role', 'admin', '--name', 'test']
  return execFileSync('node', args, { env: { ...process.env, ZERFAUX_DATA_DIR: dataDir }, encoding: 'utf8' }).trim()
}
