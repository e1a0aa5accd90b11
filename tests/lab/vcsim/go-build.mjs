// Builds Go programs on Debian's packaged libraries only: no module proxy, no network.
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { contentKey } from '../appliance/build.mjs'
import { LabError } from '../lab-error.mjs'
import { cacheDir, labDir, sourceDir } from '../lab-paths.mjs'
import { execute } from '../processes.mjs'

const DEBIAN_GOPATH = '/usr/share/gocode'

/** Builds `importPath`, looked up below `gopath` first, into the file `target`. */
export async function goBuild(importPath, gopath, target) {
  const env = {
    ...process.env,
    GO111MODULE: 'off',
    GOFLAGS: '-trimpath',
    GOPATH: `${gopath}:${DEBIAN_GOPATH}`,
    GOCACHE: join(cacheDir(), 'go-build'),
  }
  const partial = `${target}.${process.pid}`
  const built = await execute('nice', ['go', 'build', '-o', partial, importPath], {
    cwd: gopath,
    env,
    timeoutMs: 600_000,
  })
  if (built.code !== 0) throw new LabError(`go build ${importPath}: ${built.stderr.trim()}`)
  renameSync(partial, target)
}

export async function buildVcsim(say) {
  const sources = join(sourceDir, 'vcsim')
  const files = readdirSync(sources)
    .filter((name) => name.endsWith('.go'))
    .sort()
  const [go, library] = await Promise.all([
    execute('go', ['version']),
    execute('dpkg-query', ['-W', '-f', '${Version}', 'golang-github-vmware-govmomi-dev']),
  ])
  const target = join(
    cacheDir(),
    `vcsim-${contentKey(
      files.map((name) => join(sources, name)),
      go.stdout,
      library.stdout,
    )}`,
  )
  if (existsSync(target)) return target
  const started = Date.now()
  say('building the vCenter simulator')
  const gopath = join(labDir(), 'work', `gopath-${process.pid}`)
  const dir = join(gopath, 'src/zerfaux-vcsim')
  mkdirSync(dir, { recursive: true })
  mkdirSync(cacheDir(), { recursive: true, mode: 0o700 })
  try {
    for (const name of files) copyFileSync(join(sources, name), join(dir, name))
    await goBuild('zerfaux-vcsim', gopath, target)
  } finally {
    rmSync(gopath, { recursive: true, force: true })
  }
  say(`built the vCenter simulator in ${Math.round((Date.now() - started) / 1000)} s`)
  return target
}
