// Who may sign in where, and that an appliance holds nothing to sign in with.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findAppliance } from '../appliance/appliances.mjs'
import { sshArguments } from '../appliance/ssh.mjs'
import { execute } from '../processes.mjs'
import { assert } from './report.mjs'

export async function checkSignIn(report, { run, dir, on, must, toB }) {
  await report.check('no private key and no known_hosts lie on the appliances', async () => {
    for (const name of ['a', 'b']) {
      assert.equal(await must(name, 'ls /root/.ssh /home/*/.ssh | grep -v -e authorized_keys -e : | xargs'), '')
      assert.equal(await must(name, 'grep -rlE "BEGIN [A-Z ]*PRIVATE KEY" /root /home || true'), '')
    }
  })
  await report.check('a signs in at b with a forwarded agent, and not without', async () => {
    assert.equal(await must('a', `${toB} hostname`, { withAgent: true }), 'b')
    const without = await on('a', `${toB} hostname`)
    assert.equal(without.code, 255)
    assert.match(without.stderr, /Permission denied/)
  })
  await report.check('a refuses b under another host key', async () => {
    const { host_public_key } = findAppliance(run, 'a')
    const wrong = toB.replace(findAppliance(run, 'b').host_public_key, host_public_key)
    const refused = await on('a', `${wrong} hostname`, { withAgent: true })
    assert.match(refused.stderr, /Host key verification failed/)
  })
  await report.check('repl signs in by key and may nothing before it is delegated', async () => {
    const refused = await on('a', 'id -un; /usr/sbin/zfs create tank/mine', { user: 'repl' })
    assert.equal(refused.stdout, 'repl')
    assert.match(refused.stderr, /permission denied/)
    await must('a', 'zfs allow -u repl snapshot tank')
    await must('a', '/usr/sbin/zfs snapshot tank@by-repl', { user: 'repl' })
    await must('a', 'zfs unallow -u repl tank && zfs destroy tank@by-repl')
  })
  await report.check('replpw signs in by password, root does not', async () => {
    const secret = mkdtempSync(join(tmpdir(), 'zerfaux-askpass-'))
    try {
      const askpass = join(secret, 'askpass')
      writeFileSync(askpass, '#!/bin/sh\nprintf "%s\\n" "$LAB_PASSWORD"\n', { mode: 0o700 })
      const appliance = findAppliance(run, 'a')
      const env = {
        ...process.env,
        SSH_ASKPASS: askpass,
        SSH_ASKPASS_REQUIRE: 'force',
        LAB_PASSWORD: appliance.password,
        SSH_AUTH_SOCK: '',
      }
      const byPassword = (user) =>
        execute(
          'ssh',
          [
            '-o',
            'PreferredAuthentications=password',
            '-o',
            'NumberOfPasswordPrompts=1',
            '-o',
            'BatchMode=no',
            ...sshArguments(dir, appliance, user),
            'id -un',
          ],
          { env },
        )
      assert.equal((await byPassword('replpw')).stdout.trim(), 'replpw')
      assert.match((await byPassword('root')).stderr, /Permission denied/)
    } finally {
      rmSync(secret, { recursive: true })
    }
  })
}
