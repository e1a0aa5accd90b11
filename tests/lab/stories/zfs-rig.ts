import { DatasetName, type SnapshotName } from '../../../lib/domain/zfs-names.ts'
import type { ZfsRig } from '../../../lib/drivers/zfs/zfs-contract-bench.ts'
import { SshZfsDriver } from '../../../lib/drivers/zfs/ssh-zfs-driver.ts'
import { requiredPermissions } from '../../../lib/drivers/zfs/zfs-permissions.ts'
import { labAppliance, type ApplianceHandle } from '../lab.ts'
import { labSite } from './lab-site.ts'

/** A dataset of 12 MiB on `a`, an absent replica on `b`, both below a folder of this test's own. */
export async function makeZfsRig(folder: string, username?: 'repl'): Promise<ZfsRig> {
  const [a, b] = [labAppliance('a'), labAppliance('b')]
  const source = new SshZfsDriver(labSite(a.info(), 'a', username))
  const target = new SshZfsDriver(labSite(b.info(), 'b', username))
  const unreachable = new SshZfsDriver({ ...labSite(b.info(), 'nowhere', username), port: 1 })
  await Promise.all([a.mustRun(PUT_BACK), b.mustRun(PUT_BACK)])
  const [home, dr] = await Promise.all([a.freshDataset(folder), b.freshDataset(folder)])
  const name = (text: string) => DatasetName.parse(text)
  const [dataset, replica] = [name(`${home}/g1`), name(`${dr}/g1`)]
  await a.mustRun(
    `zfs create ${dataset} && zfs create ${home}/g2 && head -c 12582912 /dev/urandom > /${dataset}/disk && zpool sync`,
  )
  if (username) await delegate(a, b, folder, username)
  await b.mustRun(`zfs create -o quota=6M -o canmount=off ${dr}/tight`)

  const modify = `zfs set readonly=off ${replica} && zfs mount ${replica} && echo x > /${replica}/intruder; zfs unmount ${replica}; zpool sync`
  return {
    source,
    target,
    unreachable,
    dataset,
    sibling: name(`${home}/g2`),
    replica,
    tightReplica: name(`${dr}/tight/g1`),
    write: async (bytes) => void (await a.mustRun(`head -c ${bytes} /dev/urandom > /${dataset}/more && zpool sync`)),
    writeText: async (bytes) =>
      void (await a.mustRun(`seq 100000000 | head -c ${bytes} > /${dataset}/text; zpool sync`)),
    modifyReplica: async () => void (await b.mustRun(modify)),
    cutDuring: async (transfer) => {
      // Slow enough to be caught in the middle.
      await a.limitLink(20)
      const cutting = signalReceiver(b, replica, 'KILL', 2_000_000).finally(() => a.unlimitLink())
      await Promise.all([transfer().finally(() => cutting), cutting])
    },
    stallDuring: async (transfer) => {
      await a.limitLink(20)
      const stopping = signalReceiver(b, replica, 'STOP', 2_000_000).finally(() => a.unlimitLink())
      await Promise.all([transfer().finally(() => stopping), stopping])
    },
    withoutLink: async (act) => {
      await b.cutLink()
      await act().finally(() => b.restoreLink())
    },
    lacking: async (end, program, act) => {
      const at = end === 'source' ? a : b
      await at.mustRun(`mv /usr/bin/${program} /usr/bin/${program}.away`)
      await act().finally(() => at.mustRun(PUT_BACK))
    },
    running: async () => (await Promise.all([runningOn(a, folder), runningOn(b, folder)])).flat(),
    milliseconds: () => performance.now(),
    replaceSnapshot: async (snapshot) =>
      void (await a.mustRun(`zfs destroy ${dataset}@${snapshot} && zfs snapshot ${dataset}@${snapshot}`)),
    takeNameOnReplica: async (snapshot) => void (await b.mustRun(`zfs snapshot ${replica}@${snapshot}`)),
    lockedOnSource: async () => {
      const locked = name(`${home}/locked`)
      await a.mustRun(
        `head -c 32 /dev/urandom > /run/${folder}.key && zfs create -o encryption=on -o keyformat=raw -o keylocation=file:///run/${folder}.key -o atime=off ${locked} && zfs unmount ${locked} && zfs unload-key ${locked}`,
      )
      return locked
    },
    cloneOnSource: (snapshot) => cloneOf(a, dataset, snapshot),
    // The next rig clears the folder.
    dispose: async () => void (await Promise.all([source.close(), target.close(), unreachable.close()])),
  }
}

/** Exactly what the driver says it needs. */
async function delegate(a: ApplianceHandle, b: ApplianceHandle, folder: string, username: string): Promise<void> {
  const allow = (appliance: ApplianceHandle, permissions: readonly string[]) =>
    appliance.mustRun(`zfs allow -u ${username} ${permissions.join(',')} ${appliance.info().pool}/${folder}`)
  await Promise.all([allow(a, requiredPermissions.source), allow(b, requiredPermissions.target)])
}

// Also for a test that was killed before it could.
const PUT_BACK = 'for away in /usr/bin/*.away; do [ ! -e "$away" ] || mv "$away" "${away%.away}"; done'

/** Of this test's own: another one may have frozen something for good. */
async function runningOn(appliance: ApplianceHandle, folder: string): Promise<string[]> {
  const found = await appliance.mustRun(`pgrep -af 'zfx-(send|recv)-|zfs (send|receive) ' | grep -v pgrep || true`)
  return found.split('\n').filter((line) => line.includes(`/${folder}/`))
}

/** Kills or stops the receiver once so many bytes have arrived. */
async function signalReceiver(
  target: ApplianceHandle,
  replica: DatasetName,
  signal: 'KILL' | 'STOP',
  bytes: number,
): Promise<void> {
  // Ends before our patience does: left behind, it would find the next test's receiver.
  await target.mustRun(
    `timeout 50 sh -c 'until pid=$(pgrep -nxf "zfs receive .*${replica}") && [ "$(awk "/^rchar/ { print \\$2 }" /proc/$pid/io)" -gt ${bytes} ] && kill -${signal} $pid; do sleep 0.1; done'`,
  )
}

async function cloneOf(appliance: ApplianceHandle, dataset: DatasetName, snapshot: SnapshotName): Promise<DatasetName> {
  const clone = DatasetName.parse(`${dataset}-clone`)
  await appliance.mustRun(`zfs clone -o mountpoint=none ${dataset}@${snapshot} ${clone}`)
  return clone
}
