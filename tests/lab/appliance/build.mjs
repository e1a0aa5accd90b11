// Builds what the appliances boot from, in three cached stages. A stage's key covers its recipe and the package
// versions, so a changed script or a newer OpenZFS rebuilds exactly what depends on it.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LabError } from '../lab-error.mjs'
import { cacheDir, labDir, sourceDir } from '../lab-paths.mjs'
import { execute } from '../processes.mjs'
import { findMirrors, resolveVersions, SUITE } from './package-sources.mjs'

// Three minutes for the slowest stage on two idle cores; a busy machine may take many times as long.
const BUILD_LIMIT_MS = 45 * 60_000
const recipeDir = join(sourceDir, 'appliance')

export function contentKey(files, ...extra) {
  const hash = createHash('sha256')
  for (const file of files)
    hash
      .update(`${file.split('/').at(-1)}\0`)
      .update(readFileSync(file))
      .update('\0')
  return hash.update(JSON.stringify(extra)).digest('hex').slice(0, 16)
}

function stagesFor(versions) {
  const script = (name) => join(recipeDir, name)
  const guest = readdirSync(script('guest'))
    .sort()
    .map((name) => script(`guest/${name}`))
  const stage = (name, files, ...extra) => ({
    name,
    script: script(`build-${name}.sh`),
    dir: join(
      cacheDir(),
      `${name}-${contentKey([script('build-lib.sh'), script(`build-${name}.sh`), ...files], versions, ...extra)}`,
    ),
  })
  const modules = stage('modules', [])
  const packages = stage('packages', [])
  const image = stage('image', guest, modules.dir, packages.dir)
  return { modules, packages, image }
}

const versionsFile = () => join(cacheDir(), 'package-versions.json')

function knownVersions() {
  try {
    return JSON.parse(readFileSync(versionsFile(), 'utf8'))
  } catch {
    return null
  }
}

/**
 * Answers {kernel, initrd, rootImage, key, versions}. Package versions are asked for only when something must be built
 * anyway: a warm start needs no mirror, and an update of Debian does not rebuild under a running test.
 */
export async function buildAppliance(say) {
  mkdirSync(cacheDir(), { recursive: true, mode: 0o700 })
  let versions = knownVersions()
  if (!versions || !existsSync(stagesFor(versions).image.dir)) {
    if (process.getuid() !== 0) throw new LabError('the appliance image can only be built by root (debootstrap)')
    const mirrors = await findMirrors()
    versions = await resolveVersions(join(cacheDir(), 'apt'), mirrors)
    writeFileSync(versionsFile(), `${JSON.stringify(versions)}\n`)
    await buildStages(stagesFor(versions), versions, mirrors, say)
  }
  const { modules, image } = stagesFor(versions)
  return {
    kernel: join(modules.dir, 'vmlinuz'),
    initrd: join(image.dir, 'initrd'),
    rootImage: join(image.dir, 'root.ext4'),
    key: image.dir.split('-').at(-1),
    versions,
  }
}

async function buildStages({ modules, packages, image }, versions, mirrors, say) {
  const inputs = { MODULES_DIR: modules.dir, PACKAGES_DIR: packages.dir }
  for (const { name, script, dir } of [modules, packages, image]) {
    if (existsSync(dir)) continue
    const started = Date.now()
    const work = join(labDir(), 'work', `${name}-${process.pid}`)
    const out = join(work, 'out')
    mkdirSync(out, { recursive: true })
    mkdirSync(join(labDir(), 'logs'), { recursive: true })
    const log = join(labDir(), 'logs', `build-${name}.log`)
    say(`building appliance ${name} (log: ${log})`)
    const env = {
      PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
      LC_ALL: 'C',
      MIRROR: mirrors.mirror,
      SECURITY_MIRROR: mirrors.securityMirror,
      SUITE,
      KERNEL_VERSION: versions.kernel,
      ZFS_VERSION: versions.zfs,
      WORK: work,
      CACHE: cacheDir(),
      OUT: out,
      ...inputs,
    }
    try {
      const { code, stdout, stderr } = await execute('nice', ['bash', script], { env, timeoutMs: BUILD_LIMIT_MS })
      writeFileSync(log, `${stdout}\n--- standard error\n${stderr}`)
      if (code !== 0) throw new LabError(`building appliance ${name} failed, see ${log}`)
      renameSync(out, dir) // whole or not at all: a broken build never looks like a cached one
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
    say(`built appliance ${name} in ${Math.round((Date.now() - started) / 1000)} s`)
  }
}
