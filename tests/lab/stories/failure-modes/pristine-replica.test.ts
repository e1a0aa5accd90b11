import { afterEach, expect, test } from 'vitest'
import { recoveryNames } from '../../../../lib/domain/recovery-names.ts'
import { a, b, byHand, listed, makeRowRig, type RowRig } from './row-rig.ts'

let rig: RowRig
afterEach(() => rig.close())

test('row 01: "destination has been modified": replication stops', async () => {
  rig = await makeRowRig('r01')
  // The field's way: a replica that is mounted, and that somebody merely reads.
  const hand = `${rig.dr}/hand`
  const modified = await byHand(
    b,
    `zfs create ${hand} && head -c 100000 /dev/urandom > /${hand}/f && zfs snapshot ${hand}@1 && zfs send ${hand}@1 | zfs receive ${hand}-r &&
     zfs set relatime=off ${hand}-r && cat /${hand}-r/f > /dev/null && zpool sync && zfs snapshot ${hand}@2 && zfs send -i @1 ${hand}@2 | zfs receive ${hand}-r`,
  )
  expect(modified).toMatchObject({ code: 1, said: expect.stringMatching(/has been modified/) })

  expect(await rig.round()).toMatchObject({ status: 'succeeded' })
  const properties = `zfs get -Ho property,value readonly,canmount,atime,mounted ${rig.replica}`
  expect(listed(await b.mustRun(properties))).toEqual(['readonly\ton', 'canmount\tnoauto', 'atime\toff', 'mounted\tno'])
  // Somebody mounts it all the same, and reads.
  await b.mustRun(
    `zfs set relatime=off ${rig.replica} && zfs mount ${rig.replica} && cat /${rig.replica}/disk > /dev/null && zpool sync && zfs unmount ${rig.replica}`,
  )
  await rig.write()
  expect(await rig.round()).toMatchObject({ status: 'succeeded' })
  // Whoever makes it writable and writes is told, and nothing is rolled back.
  await b.mustRun(
    `zfs set readonly=off ${rig.replica} && zfs mount ${rig.replica} && echo x > /${rig.replica}/mine && zfs unmount ${rig.replica} && zpool sync`,
  )
  const before = await rig.points()
  await rig.write()
  expect(await rig.round()).toMatchObject({ status: 'needs_operator', error: { code: 'replica_modified' } })
  expect(await rig.points()).toEqual(before)
  expect((await rig.replicaState()).written).toBeGreaterThan(0)
})

test('row 15: child datasets are hidden from ESXi', async () => {
  rig = await makeRowRig('r15')
  const child = `${rig.dataset}/vm`
  await a.mustRun(`zfs create ${child} && echo config > /${child}/vm.vmx`)
  // What a host sees of the exported parent: an empty folder.
  const exported = `"10.77.0.2:/${rig.dataset}"`
  await a.mustRun(`exportfs -o rw,sync,no_root_squash,no_subtree_check ${exported}`)
  try {
    const mount = `mkdir -p /mnt/r15 && mount -t nfs -o vers=3,nolock 10.77.0.1:/${rig.dataset} /mnt/r15`
    const seen = await b.mustRun(`${mount} && ls /mnt/r15 && echo - && ls -A /mnt/r15/vm; umount /mnt/r15`)
    expect(listed(seen)).toEqual(['disk', 'vm', '-'])
  } finally {
    await a.mustRun(`exportfs -u ${exported}`)
  }
  // Preflight names it before the first run: one group is one dataset, and what is below is not sent.
  const check = (await rig.preflight()).find(({ code }) => code === 'source_children')
  expect(check).toMatchObject({ outcome: 'block', message: expect.stringContaining(child), hint: expect.any(String) })
  expect(await rig.round()).toMatchObject({ status: 'succeeded' })
  expect(await b.mustRun(`zfs list -Hro name ${rig.replica}`)).toBe(rig.replica)
})

test('row 16: received mountpoint/sharenfs hijack the target', async () => {
  const path = '/rows-hijack'
  // The field's way: properties travel along, and the copy is mounted over the path and exported.
  rig = await makeRowRig('r16', { mountpoint: path, create: '-o sharenfs=on' })
  try {
    const hand = `${rig.dr}/hand`
    await b.mustRun(
      `zfs create -o mountpoint=${path} -o sharenfs=on ${hand} && zfs snapshot ${hand}@1 && zfs unmount ${hand} && zfs send -p ${hand}@1 | zfs receive ${hand}-r`,
    )
    expect(await b.mustRun(`zfs get -Ho value mountpoint,sharenfs,mounted ${hand}-r; exportfs`)).toMatch(
      new RegExp(`^${path}\\non\\nyes\\n${path}`),
    )
    await b.mustRun(`zfs destroy -r ${hand} && zfs destroy -r ${hand}-r`)

    expect(await rig.round()).toMatchObject({ status: 'succeeded' })
    const properties = 'mountpoint,sharenfs,mounted'
    expect(listed(await b.mustRun(`zfs get -Ho value,source ${properties} ${rig.replica}`))).toEqual([
      `/${rig.replica}\tinherited from tank`,
      'off\tdefault',
      'no\t-',
    ])
    expect(await b.mustRun('exportfs')).not.toContain(path)
  } finally {
    await a.mustRun(`zfs set sharenfs=off ${rig.dataset} && zfs set mountpoint=none ${rig.dataset}`)
  }
})

test('row 17: stale NFS handles', async () => {
  rig = await makeRowRig('r17')
  expect(await rig.round()).toMatchObject({ status: 'succeeded' })
  // The replica itself is never mounted or exported: there is nothing a host could hold on to.
  expect((await rig.replicaState()).mounted).toBe(false)
  expect(await b.mustRun('exportfs')).not.toContain(rig.replica)

  const [point] = (await rig.replicaState()).snapshots
  const clone = (number: number, path: string) =>
    `zfs clone -o canmount=noauto -o mountpoint=${path} ${rig.replica}@${point?.name} ${rig.dr}/c${number} && zfs mount ${rig.dr}/c${number}`
  // In a file: what `exportfs` is told by hand is gone with the next mount, after which ZFS runs `exportfs -ra`.
  const file = (path: string) => `/etc/exports.d/rows${path.replaceAll('/', '-')}.exports`
  const share = (path: string) =>
    `mkdir -p /etc/exports.d && echo '${path} 10.77.0.1(rw,sync,no_root_squash,no_subtree_check)' > ${file(path)} && exportfs -ra`
  const unshare = (path: string) => `rm -f ${file(path)}; exportfs -ra; exportfs -f`
  // The NFS server keeps files open long after the last read; without threads it keeps none.
  const letGo = 'rpc.nfsd 0; rpc.nfsd 4'
  const patiently = (command: string) =>
    `try=0; until ${command} 2>/dev/null; do try=$((try + 1)); [ $try -lt 20 ] || { ${command}; exit 9; }; sleep 1; done`
  const host = (path: string, at: string) =>
    a.mustRun(`mkdir -p ${at} && mount -t nfs -o vers=3,nolock,actimeo=0,soft,timeo=50 10.77.0.2:${path} ${at}`)
  const read = (at: string) => byHand(a, `timeout 20 sha256sum < ${at}/disk`)
  const shared = '/rows-recovered'
  const [first, second] = [1, 2].map((n) => recoveryNames(`${n}${rig.targetId.slice(1)}`).mountpoint)
  try {
    // Two recoveries behind one path: the host that still has the first gets an error.
    await b.mustRun(`${clone(1, shared)} && ${share(shared)}`)
    await host(shared, '/mnt/r17')
    expect((await read('/mnt/r17')).code).toBe(0)
    await b.mustRun(
      `${unshare(shared)}; ${letGo}; ${patiently(`zfs unmount ${rig.dr}/c1`)}; ${clone(2, shared)} && ${share(shared)}`,
    )
    expect((await read('/mnt/r17')).said).toMatch(/Stale file handle/)
    await a.mustRun('umount -f -l /mnt/r17')
    await b.mustRun(`${unshare(shared)}; ${letGo}`)
    for (const number of [2, 1]) await b.mustRun(patiently(`zfs destroy ${rig.dr}/c${number}`))

    // Each recovery at the path of its own: the first goes on being read while the second comes.
    await b.mustRun(`${clone(1, first ?? '')} && ${share(first ?? '')}`)
    await host(first ?? '', '/mnt/r17')
    await b.mustRun(`${clone(2, second ?? '')} && ${share(second ?? '')}`)
    await host(second ?? '', '/mnt/r17-2')
    expect(await read('/mnt/r17')).toEqual(await read('/mnt/r17-2'))
    expect((await read('/mnt/r17')).code).toBe(0)
  } finally {
    await a.mustRun('umount -f -l /mnt/r17 2>/dev/null; umount -f -l /mnt/r17-2 2>/dev/null; true')
    for (const path of [shared, first, second]) await b.mustRun(unshare(path ?? ''))
  }
})
