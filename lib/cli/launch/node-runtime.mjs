import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Stop } from './stop.mjs'

/** This Node where it can run TypeScript as it stands, else the one that comes as a package. */
export function findNode(root) {
  if (runsTypeScript(process.versions.node)) return process.execPath
  const packaged = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  if (existsSync(packaged)) return packaged
  throw new Stop(
    `Node ${process.versions.node} is too old and none is packaged for ${process.platform}-${process.arch}: install Node 22.18 or newer.`,
  )
}

/** Type stripping without a flag came with 22.18 and 23.6. */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)
}
