import { expect, test } from 'vitest'
import { startAgent } from '../agent.mjs'
import { labAppliance } from '../lab.ts'
import { destructive } from './attacker.ts'

// What the attacker of attacker.test.ts would reach without a key bound to the door, and without the door: that story can fail.

const [source, target] = [labAppliance('a'), labAppliance('b')]

test('the same attack succeeds with a key that is not bound to the door, so this story can fail', async () => {
  const victim = 'tank/replicas/victim'
  await target.mustRun(`zfs create -p ${victim} && zfs snapshot ${victim}@one && zfs hold zfx:point:1 ${victim}@one`)
  const agent = await startAgent(source.info().private_key_path)
  try {
    const [release = '', destroy = ''] = destructive(victim, 'one', 'zfx:point:1')
    const options = { agentSocket: agent.socket }
    const over = (request: string) =>
      source.run(
        `ssh -F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null root@10.77.0.2 ${request}`,
        options,
      )
    expect([(await over(release)).code, (await over(destroy)).code]).toEqual([0, 0])
    expect((await target.run(`zfs list ${victim}@one`)).code).not.toBe(0)
  } finally {
    agent.stop()
    await target.mustRun(`zfs destroy -R ${victim}`)
  }
})

test('a package renames held points and brings properties along where no door looks at it first', async () => {
  const bare = 'zfs receive -s -u -x mountpoint -x sharenfs -o readonly=on -o canmount=noauto -o atime=off'
  const folder = await target.freshDataset('replicas/no-door')
  const [own, victim, copy] = [`${folder}/own`, `${folder}/victim`, `${folder}/copy`]
  await target.mustRun(`
    zfs create ${own} && zfs snapshot ${own}@one && zfs snapshot ${own}@two
    zfs send -R ${own}@two | ${bare} ${victim} && zfs hold zfx:point:1 ${victim}@one
    zfs send -R ${own}@two | ${bare} ${copy} && zfs rename ${copy}@one gone && zfs set zfx:role=primary ${copy} && zfs snapshot ${copy}@later
    zfs send -R -I @gone ${copy}@later | ${bare} ${victim}`)
  const names = await target.mustRun(`zfs list -Ht snapshot -o name ${victim}; zfs get -Ho value zfx:role ${victim}`)
  expect(names.split('\n')).toEqual([`${victim}@gone`, `${victim}@two`, `${victim}@later`, 'primary'])
})
