import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judgeOnboarding, type OnboardingRole } from '../../../lib/domain/appliance-onboarding.ts'
import { DatasetName, SnapshotName } from '../../../lib/domain/zfs-names.ts'
import { onboardingCommands } from '../../../lib/drivers/zfs/onboarding-commands.ts'
import { DOOR_VERSION } from '../../../lib/drivers/zfs/receive-door-script.ts'
import { makeManagementKey, makeReceiveKey } from '../../../lib/drivers/zfs/receive-key.ts'
import { publicKeyOf } from '../../../lib/drivers/zfs/ssh-sign-in.ts'
import { SshZfsDriver } from '../../../lib/drivers/zfs/ssh-zfs-driver.ts'
import { directly } from '../../../lib/drivers/zfs/zfs-driver.ts'
import { labAppliance, type Site } from '../lab.ts'
import { labSite } from './lab-site.ts'

const USER = 'zfxnew'
const base = DatasetName.parse('tank/onboarding/here')
const name = (text: string) => DatasetName.parse(text)
const appliances = { a: labAppliance('a'), b: labAppliance('b') }
const management = makeManagementKey()
const receive = makeReceiveKey('story')
const drivers: SshZfsDriver[] = []

const commands = (role: OnboardingRole) =>
  onboardingCommands({
    role,
    user: USER,
    base,
    managementKey: publicKeyOf(management),
    receiveKey: receive.publicKey,
  })

function driverAt(site: Site): SshZfsDriver {
  const driver = new SshZfsDriver({
    ...labSite(appliances[site].info(), site),
    username: USER,
    signIn: { privateKey: management },
    receive: { privateKey: receive.privateKey, prefix: base },
  })
  drivers.push(driver)
  return driver
}

async function lacking(driver: SshZfsDriver, role: OnboardingRole): Promise<string[]> {
  const checks = judgeOnboarding(role, await driver.onboarding(role, base), DOOR_VERSION)
  return checks.filter(({ outcome }) => outcome !== 'ok').map(({ code, found }) => `${code}: ${found}`)
}

async function forget(site: Site): Promise<void> {
  await appliances[site].mustRun(
    `userdel -r ${USER} 2>/dev/null; rm -rf /etc/sudoers.d/zerfaux-${USER} /home/${USER}; true`,
  )
}

beforeAll(async () => {
  await Promise.all((['a', 'b'] as const).map(forget))
  await Promise.all([appliances.a.freshDataset('onboarding'), appliances.b.freshDataset('onboarding')])
})
afterAll(async () => {
  await Promise.all(drivers.map((driver) => driver.close()))
  await Promise.all((['a', 'b'] as const).map(forget))
})

describe('a host that knows nothing of us', () => {
  test('runs the commands shown as root, twice, and everything is there for a user of its own', async () => {
    await appliances.a.mustRun(commands('source'))
    await appliances.b.mustRun(commands('target'))
    await appliances.b.mustRun(commands('target'))
    await appliances.b.mustRun('visudo -c')
    expect(await lacking(driverAt('a'), 'source')).toEqual([])
    expect(await lacking(driverAt('b'), 'target')).toEqual([])
  })

  test('then replicates as that user', async () => {
    const [source, target] = [driverAt('a'), driverAt('b')]
    const [dataset, replica] = [name(`${base}/g1`), name(`${base}/g1`)]
    await appliances.a.mustRun(`zfs create ${dataset} && head -c 1048576 /dev/urandom > /${dataset}/disk`)
    const one = SnapshotName.parse('zfx_20260101T000000Z_000001')
    const seen = await source.applyAndObserve(
      [{ do: 'snapshot', datasets: [dataset], name: one, properties: {} }],
      dataset,
    )
    const to = seen?.snapshots[0]
    if (!to) throw new Error('no snapshot')
    await source.send(
      dataset,
      { kind: 'send', from: null, to },
      { appliance: target, dataset: replica, transferId: randomUUID(), way: directly },
      { signal: new AbortController().signal, onBytes: () => {}, stallSeconds: 60 },
    )
    expect(await target.observe(replica)).toMatchObject({
      readonly: true,
      mounted: false,
      snapshots: [{ guid: to.guid }],
    })
  })

  test('mounts and exports below the prefix through sudo, and nothing else', async () => {
    const b = appliances.b
    const clone = `${base}/clone`
    await b.mustRun(`zfs clone -o readonly=on -o canmount=noauto ${base}/g1@zfx_20260101T000000Z_000001 ${clone}`)
    const asUser = (words: string) =>
      b.run(`su ${USER} -s /bin/sh -c 'sudo -n /usr/local/lib/zerfaux/mount-door ${words}'`)
    expect(await asUser(`${base} mount ${clone}`)).toMatchObject({ code: 0, stderr: '' })
    expect(await b.mustRun(`grep " /${clone} " /proc/mounts`)).toMatch(/nosuid.*nodev|nodev.*nosuid/)
    expect(await asUser(`${base} export ${clone} 10.77.0.1`)).toMatchObject({ code: 0 })
    expect(await b.mustRun('exportfs -v')).toContain(`/${clone}`)
    expect(await asUser(`${base} unexport ${clone} 10.77.0.1`)).toMatchObject({ code: 0 })
    expect(await asUser(`${base} unmount ${clone}`)).toMatchObject({ code: 0, stderr: '' })
    for (const words of [
      `tank mount tank/onboarding`,
      `"${base} x" mount ${clone}`,
      `${base} mount tank/onboarding`,
      `${base} mount ${base}/../../other`,
      `${base} export ${clone} "*(rw)"`,
      `${base} destroy ${clone}`,
    ])
      expect((await asUser(words)).code, words).not.toBe(0)
    await b.mustRun(`zfs set mountpoint=/etc ${clone}`)
    expect((await asUser(`${base} mount ${clone}`)).stderr).toContain('its mountpoint is /etc')
    await b.mustRun(`zfs destroy ${clone}`)
    expect((await b.run(`su ${USER} -s /bin/sh -c 'sudo -n id'`)).code).not.toBe(0)
  })

  test('is told of each thing that is missing or too open', async () => {
    const b = appliances.b
    const target = driverAt('b')
    await b.mustRun(`
      zfs unallow -u ${USER} hold,release ${base}
      zfs set atime=on ${base}
      chmod o+w /usr/local/lib/zerfaux/receive-door
      rm /etc/sudoers.d/zerfaux-${USER}
      sed -i 's/^restrict,command="[^"]*" //; s/^restrict //' /home/${USER}/.ssh/authorized_keys`)
    expect(await lacking(target, 'target')).toEqual([
      'atime: atime is on',
      `permissions: ${USER} lacks hold, release`,
      'receive_door: Others than root could change it',
      'receive_key: It is accepted, but not for the receive door',
      'receive_key_only: It could use a shell, sftp, port forwarding',
      'mounting: sudo refuses it',
      'management_key: Its line allows a terminal and port forwarding too',
    ])
    await b.mustRun(commands('target'))
    expect(await lacking(target, 'target')).toEqual([])
  })
})
