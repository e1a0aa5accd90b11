// Who the appliances are: made once per lab directory, given to a machine as its third disk (a bare tar archive).
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LabError } from '../lab-error.mjs'
import { identityDir } from '../lab-paths.mjs'
import { execute } from '../processes.mjs'

async function must(command, args, options) {
  const result = await execute(command, args, options)
  if (result.code !== 0) throw new LabError(`${command} failed: ${result.stderr.trim().split('\n').at(-1)}`)
  return result.stdout
}

const keygen = (file, comment) => must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file])

/** Idempotent. Answers {privateKey, publicKey, password, appliances: {a: {hostPublicKey, hostKeySha256, disk}, b}, key}. */
export async function ensureIdentity() {
  const dir = identityDir()
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const clientKey = join(dir, 'id_ed25519')
  const passwordFile = join(dir, 'replpw.password')
  if (!existsSync(clientKey)) await keygen(clientKey, 'zerfaux-lab')
  if (!existsSync(passwordFile)) writeFileSync(passwordFile, randomBytes(12).toString('base64url'), { mode: 0o600 })
  const password = readFileSync(passwordFile, 'utf8')
  const appliances = {}
  for (const name of ['a', 'b']) appliances[name] = await ensureApplianceIdentity(dir, name, clientKey, password)
  return {
    privateKey: clientKey,
    publicKey: readFileSync(`${clientKey}.pub`, 'utf8').trim(),
    password,
    appliances,
    key: createHash('sha256')
      .update(readFileSync(appliances.a.disk))
      .update(readFileSync(appliances.b.disk))
      .digest('hex')
      .slice(0, 16),
  }
}

async function ensureApplianceIdentity(dir, name, clientKey, password) {
  const hostKey = join(dir, `${name}-host-key`)
  const disk = join(dir, `${name}-identity.tar`)
  if (!existsSync(hostKey)) await keygen(hostKey, `appliance-${name}`)
  if (!existsSync(disk)) await packIdentity({ dir, name, hostKey, clientKey, password, disk })
  const hostPublicKey = readFileSync(`${hostKey}.pub`, 'utf8').trim().split(' ').slice(0, 2).join(' ')
  const blob = Buffer.from(hostPublicKey.split(' ')[1], 'base64')
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')
  return { hostPublicKey, hostKeySha256: `SHA256:${digest}`, disk }
}

async function packIdentity({ dir, name, hostKey, clientKey, password, disk }) {
  const tree = join(dir, `${name}-tree`)
  rmSync(tree, { recursive: true, force: true })
  const put = (path, content, mode) => {
    mkdirSync(join(tree, path, '..'), { recursive: true })
    writeFileSync(join(tree, path), content, { mode })
    chmodSync(join(tree, path), mode)
  }
  const publicKey = readFileSync(`${clientKey}.pub`)
  put('root/.ssh/authorized_keys', publicKey, 0o600)
  put('home/repl/.ssh/authorized_keys', publicKey, 0o600)
  for (const home of ['root', 'home/repl']) chmodSync(join(tree, home, '.ssh'), 0o700)
  put('etc/ssh/ssh_host_ed25519_key', readFileSync(hostKey), 0o600)
  cpSync(`${hostKey}.pub`, join(tree, 'etc/ssh/ssh_host_ed25519_key.pub'))
  put('etc/hostname', `${name}\n`, 0o644)
  put('etc/hostid', randomBytes(4), 0o644) // two machines of one host id would each think the other's pool its own
  const passwordHash = await must('openssl', ['passwd', '-6', '-stdin'], { input: password })
  put('lab/replpw.hash', passwordHash.trim(), 0o600)
  const modes = ['root', 'home', 'home/repl', 'etc', 'etc/ssh', 'lab']
  for (const path of modes) chmodSync(join(tree, path), path === 'root' || path === 'home/repl' ? 0o700 : 0o755)
  await must('tar', [
    '-C',
    tree,
    '--owner=0',
    '--group=0',
    '--format=ustar',
    '-cf',
    `${disk}.new`,
    'root',
    'home',
    'etc',
    'lab',
  ])
  rmSync(tree, { recursive: true })
  await must('mv', [`${disk}.new`, disk])
}
