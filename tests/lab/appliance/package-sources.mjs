// Which mirror and which exact package versions an appliance is built from, without touching the machine's own apt.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LabError } from '../lab-error.mjs'
import { execute } from '../processes.mjs'

export const SUITE = 'bookworm'
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** The mirrors of the machine's own apt configuration, whichever of its two file formats they stand in. */
export async function findMirrors() {
  const { stdout } = await execute('apt-get', [
    'indextargets',
    '--format',
    '$(REPO_URI) $(RELEASE)',
    'Created-By: Packages',
  ])
  const entries = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
  const uri = (wanted) => entries.find(([address, release]) => wanted(address, release))?.[0]?.replace(/\/$/, '')
  const mirror = uri((address) => /\/debian\/?$/.test(address))
  const securityMirror = uri(
    (address, release) => /debian-security\/?$/.test(address) || release?.endsWith('-security'),
  )
  if (!mirror || !securityMirror)
    throw new LabError('apt on this machine is not configured with Debian and its security updates')
  return { mirror, securityMirror }
}

/** An apt of our own below `scratch`, reading only these lines of sources; answers the options that select it. */
export async function privateApt(scratch, lines) {
  for (const dir of ['state/lists/partial', 'cache/archives/partial'])
    mkdirSync(join(scratch, dir), { recursive: true })
  writeFileSync(
    join(scratch, 'sources.list'),
    lines.map(([kind, ...rest]) => `${kind} [signed-by=${KEYRING}] ${rest.join(' ')}\n`).join(''),
  )
  const options = Object.entries({
    'Dir::State': join(scratch, 'state'),
    'Dir::Cache': join(scratch, 'cache'),
    'Dir::Etc::sourcelist': join(scratch, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const update = await execute('apt-get', [...options, '-q', 'update'], { timeoutMs: 180_000 })
  if (update.code !== 0)
    throw new LabError(`the Debian mirror does not answer: ${update.stderr.trim().split('\n').at(-1)}`)
  return options
}

/** Asks the mirrors for the versions that would be installed now. */
export async function resolveVersions(scratch, { mirror, securityMirror }) {
  const options = await privateApt(scratch, [
    ['deb', mirror, SUITE, 'main contrib'],
    ['deb', mirror, `${SUITE}-backports`, 'main contrib'],
    ['deb', securityMirror, `${SUITE}-security`, 'main contrib'],
  ])
  const available = async (name) => {
    const { stdout } = await execute('apt-cache', [...options, 'madison', name])
    return stdout
      .trim()
      .split('\n')
      .map((line) => line.split('|').map((field) => field.trim()))
  }
  // The stable kernel, but OpenZFS from backports: 2.3 instead of 2.1.
  const kernel = (await available('linux-image-cloud-amd64')).find(
    ([, , origin]) => !origin?.includes('-backports'),
  )?.[1]
  const zfs = (await available('zfs-dkms')).find(([, , origin]) => origin?.includes('-backports'))?.[1]
  if (!kernel || !zfs) throw new LabError('the Debian mirror offers no cloud kernel or no OpenZFS backport')
  return { kernel, zfs }
}
