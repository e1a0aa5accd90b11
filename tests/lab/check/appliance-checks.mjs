// What tests rely on of the appliances, each asserted by content: an exit status alone proves nothing.
import { startAgent } from '../agent.mjs'
import { findAppliance, killAppliance, limitLink, setLink, startAppliance } from '../appliance/appliances.mjs'
import { sshArguments } from '../appliance/ssh.mjs'
import { runDir } from '../lab-paths.mjs'
import { execute } from '../processes.mjs'
import { assert } from './report.mjs'
import { checkSignIn } from './sign-in-checks.mjs'

export async function checkAppliances(report, run) {
  const dir = runDir(run)
  const agent = await startAgent(findAppliance(run, 'a').private_key_path)
  const on = async (name, command, { user = 'root', withAgent = false, timeoutMs = 60_000 } = {}) => {
    const args = sshArguments(dir, findAppliance(run, name), user)
    if (withAgent) args.unshift('-A')
    const env = { ...process.env, SSH_AUTH_SOCK: withAgent ? agent.socket : '' }
    const result = await execute('ssh', [...args, command], { env, timeoutMs })
    return { ...result, stdout: result.stdout.trim() }
  }
  const must = async (name, command, options) => {
    const { code, stdout, stderr } = await on(name, command, options)
    assert.equal(code, 0, `${name}: ${command}: ${stderr}`)
    return stdout
  }
  // As the product does it: the host key comes along with the command, nothing is written down.
  const { host_public_key, replication_address } = findAppliance(run, 'b')
  const toB =
    'ssh -o BatchMode=yes -o ConnectTimeout=3 -o StrictHostKeyChecking=yes -o UserKnownHostsFile=/dev/null ' +
    `-o KnownHostsCommand='/bin/echo ${replication_address} ${host_public_key}' ${replication_address}`
  try {
    await checkMachines(report, must)
    await checkSignIn(report, { run, dir, agent, on, must, toB })
    await checkReplication(report, { run, must, on, toB })
    await checkFaults(report, { run, must, on, toB })
  } finally {
    agent.stop()
  }
}

async function checkMachines(report, must) {
  for (const name of ['a', 'b']) {
    await report.check(`appliance ${name} is itself, with OpenZFS 2.3 and an empty pool`, async () => {
      assert.equal(await must(name, 'hostname'), name)
      const version = await must(name, 'zfs version')
      assert.match(version, /^zfs-2\.3\..*\nzfs-kmod-2\.3\./)
      assert.match(await must(name, 'zpool list -H -o name,health,size tank'), /^tank\tONLINE\t1\.8/)
      const drift = Math.abs(Number(await must(name, 'date +%s')) - Date.now() / 1000)
      assert.ok(drift < 5, `its clock is off by ${drift} s`)
      return version.split('\n')[0]
    })
  }
  await report.check('the two differ in host id and pool guid', async () => {
    const facts = 'hostid; zpool get -Hpo value guid tank'
    const [a, b] = [await must('a', facts), await must('b', facts)]
    assert.notEqual(a.split('\n')[0], b.split('\n')[0])
    assert.notEqual(a.split('\n')[1], b.split('\n')[1])
  })
  await report.check('the tools of replication and benchmarks are there', async () => {
    const names = 'mbuffer zstd lz4 pv syncoid sanoid exportfs tc sudo bash'
    const found = await must('a', `for n in ${names}; do command -v $n; done`)
    assert.equal(found.split('\n').length, names.split(' ').length, found)
  })
}

async function checkReplication(report, { must, on, toB }) {
  await report.check('send and receive of 5 MiB: equal guid, equal content', async () => {
    await must('a', 'zfs create tank/s && head -c 5M /dev/urandom > /tank/s/file && zfs snapshot tank/s@one')
    await must('a', `set -o pipefail; zfs send -Lec tank/s@one | ${toB} zfs receive -s -u tank/s`, { withAgent: true })
    const guid = (name) => must(name, 'zfs get -Hpo value guid tank/s@one')
    assert.equal(await guid('a'), await guid('b'))
    await must('b', 'zfs mount tank/s')
    const sum = (name) => must(name, 'sha256sum < /tank/s/file')
    assert.equal(await sum('a'), await sum('b'))
  })
  await report.check('a pool made of a file can be full', async () => {
    await must('b', 'truncate -s 80M /var/pools/small.img && zpool create small /var/pools/small.img')
    await must(
      'b',
      'zfs create -u small/ballast && zfs set reservation=$(($(zfs list -Hpo available small) - 1048576)) small/ballast',
    )
    const full = await on('b', 'head -c 20M /dev/urandom > /small/file')
    assert.notEqual(full.code, 0)
    assert.match(full.stderr, /No space left/)
  })
  await report.check('an NFS export of a is readable from b, as version 3 and 4.1', async () => {
    await must(
      'a',
      'zfs create -o sharenfs=rw=10.77.0.2,no_root_squash,no_subtree_check tank/n && echo exported > /tank/n/file',
    )
    for (const options of ['vers=3,nolock', 'vers=4.1']) {
      const read = `mkdir -p /mnt/n && mount -t nfs -o ${options} 10.77.0.1:/tank/n /mnt/n && cat /mnt/n/file; umount /mnt/n`
      assert.equal(await must('b', read), 'exported')
    }
  })
}

async function checkFaults(report, { run, must, on, toB }) {
  await report.check('a pulled cable stops a and b from meeting, and nothing else', async () => {
    await setLink(run, 'b', 'off')
    const cut = await on('a', `${toB} hostname`, { withAgent: true })
    assert.match(cut.stderr, /timed out|No route/)
    assert.equal(await must('b', 'hostname'), 'b')
    await setLink(run, 'b', 'on')
    assert.equal(await must('a', `${toB} hostname`, { withAgent: true }), 'b')
  })
  await report.check('a limited link is slow, an unlimited one fast', async () => {
    const seconds = async () => {
      const started = Date.now()
      await must('a', `head -c 5M /dev/urandom | ${toB} 'cat > /dev/null'`, { withAgent: true })
      return (Date.now() - started) / 1000
    }
    await limitLink(run, 'a', 10)
    const slow = await seconds()
    await limitLink(run, 'a', null)
    const fast = await seconds()
    assert.ok(slow > 3.5 && fast < slow / 1.5, `${slow} s against ${fast} s`)
    return `${slow.toFixed(1)} s against ${fast.toFixed(1)} s`
  })
  await report.check('after a power cut b boots with its pools and their content', async () => {
    const before = await must('b', 'zpool sync; sha256sum < /tank/s/file; zpool get -Hpo value guid tank small')
    const { pid } = findAppliance(run, 'b')
    await killAppliance(run, 'b')
    assert.notEqual((await on('b', 'true')).code, 0)
    await startAppliance(run, 'b', () => {})
    assert.notEqual(findAppliance(run, 'b').pid, pid)
    assert.equal(await must('b', 'sha256sum < /tank/s/file; zpool get -Hpo value guid tank small'), before)
    assert.equal(await must('a', `${toB} hostname`, { withAgent: true }), 'b')
  })
}
