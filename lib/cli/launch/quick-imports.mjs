/**
 * Loaded before our programs with `--import`. Node reads and parses a package's package.json for each
 * of its files that is imported, and drizzle-orm's is 179 kB for some 200 files: 0.8 s and 230 MB in
 * every process. Its own imports are plain neighbours, so they are answered here without asking.
 */
import { registerHooks } from 'node:module'

registerHooks({
  resolve(specifier, context, next) {
    const parent = context.parentURL
    if (specifier.startsWith('.') && specifier.endsWith('.js') && parent?.includes('/node_modules/drizzle-orm/')) {
      return { url: new URL(specifier, parent).href, format: 'module', shortCircuit: true }
    }
    return next(specifier, context)
  },
})
