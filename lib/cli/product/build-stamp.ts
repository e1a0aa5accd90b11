import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDERS = ['app', 'drizzle', 'lib', 'public']
const FILES = [
  'next.config.ts',
  'package-lock.json',
  'proxy.ts',
  'instrumentation.ts',
  'instrumentation.node.ts',
  'tsconfig.json',
]

/** Changes when anything changes that `next build` reads. The launcher and the tests are not among it. */
export function buildStamp(root: string): string {
  const hash = createHash('sha256')
  const files = [...FOLDERS.flatMap((folder) => sourcesIn(root, folder)), ...FILES]
  for (const file of files) {
    const path = join(root, file)
    if (existsSync(path)) hash.update(`${file}\0`).update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

function sourcesIn(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replace(/^\//, ''))
    .filter((file) => !file.startsWith('lib/cli/') && !/\.(test|contract|laws)\.tsx?$|\.md$/.test(file))
    .toSorted()
}
