// govc, a peer in benchmarks. Debian packages govmomi's library only; the program is in the source package.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findMirrors, privateApt, SUITE } from '../appliance/package-sources.mjs'
import { LabError } from '../lab-error.mjs'
import { labDir } from '../lab-paths.mjs'
import { execute } from '../processes.mjs'
import { goBuild } from './go-build.mjs'

const PACKAGE = 'golang-github-vmware-govmomi'
const IMPORT_PATH = 'github.com/vmware/govmomi'

/** Answers the path of govc; built at the first call. */
export async function buildGovc() {
  const target = join(labDir(), 'bin', 'govc')
  if (existsSync(target)) return target
  mkdirSync(join(labDir(), 'bin'), { recursive: true, mode: 0o700 })
  const work = join(labDir(), 'work', `govc-${process.pid}`)
  mkdirSync(work, { recursive: true })
  try {
    const { mirror } = await findMirrors()
    const options = await privateApt(work, [['deb-src', mirror, SUITE, 'main']])
    const download = await execute('apt-get', [...options, '-q', '--download-only', 'source', PACKAGE], {
      cwd: work,
      timeoutMs: 120_000,
    })
    const archive = readdirSync(work).find((name) => name.includes('.orig.tar.'))
    if (download.code !== 0 || !archive)
      throw new LabError(`no source of ${PACKAGE}: ${download.stderr.trim().split('\n').at(-1)}`)
    const gopath = join(work, 'gopath')
    const source = join(gopath, 'src', IMPORT_PATH)
    mkdirSync(source, { recursive: true })
    const unpacked = await execute('tar', ['-C', source, '--strip-components=1', '-xf', join(work, archive)])
    if (unpacked.code !== 0) throw new LabError(`tar: ${unpacked.stderr.trim()}`)
    await goBuild(`${IMPORT_PATH}/govc`, gopath, target)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return target
}
