// The storage calls of a failover: mount an export on several hosts, move a machine, register it again.
import { assert } from './report.mjs'
import { objectsOf, taskOf } from './soap.mjs'

export async function checkStorage(report, session) {
  const morefs = async (type) => {
    const { text } = await session.retrieve(await session.view(type), type, ['name'])
    return new Map(objectsOf(text).map(({ moref, values }) => [values.name, moref]))
  }
  await report.check('an export mounted on two hosts is one datastore, and goes with the last', async () => {
    const hosts = objectsOf(
      (await session.retrieve(await session.view('HostSystem'), 'HostSystem', ['configManager.datastoreSystem'])).text,
    )
    const systems = hosts.slice(0, 2).map(({ values }) => values['configManager.datastoreSystem'])
    const spec =
      '<spec><remoteHost>10.77.0.2</remoteHost><remotePath>/zfx/t-1</remotePath><localPath>zfx-t-1</localPath>' +
      '<accessMode>readWrite</accessMode><type>NFS</type></spec>'
    const mounted = []
    for (const system of systems) {
      const { text } = await session.call('CreateNasDatastore', 'HostDatastoreSystem', system, spec)
      mounted.push(/<returnval type="Datastore">([^<]+)</.exec(text)?.[1])
    }
    assert.ok(mounted[0])
    assert.equal(mounted[0], mounted[1])
    assert.equal(
      (await session.call('CreateNasDatastore', 'HostDatastoreSystem', systems[0], spec)).fault,
      'DuplicateName',
    )
    assert.equal((await morefs('Datastore')).get('zfx-t-1'), mounted[0])
    const remove = (system) =>
      session.call(
        'RemoveDatastore',
        'HostDatastoreSystem',
        system,
        `<datastore type="Datastore">${mounted[0]}</datastore>`,
      )
    assert.equal((await remove(systems[0])).status, 200)
    assert.equal((await remove(systems[0])).fault, 'NotFound')
    assert.ok((await morefs('Datastore')).has('zfx-t-1'))
    assert.equal((await remove(systems[1])).status, 200)
    assert.equal((await morefs('Datastore')).has('zfx-t-1'), false)
  })
  await report.check('a moved machine has all its paths on the new datastore', async () => {
    const datastores = await morefs('Datastore')
    const vm = [...(await session.vms()).entries()].find(([name]) => name.includes('R&D'))[1]
    const target = datastores.get('vmfs-a-01')
    const moved = await session.call(
      'RelocateVM_Task',
      'VirtualMachine',
      vm,
      `<spec><datastore type="Datastore">${target}</datastore></spec>`,
    )
    assert.ok(taskOf(moved.text), moved.text)
    const { text } = await session.read('VirtualMachine', vm, [
      'config.files',
      'config.hardware.device',
      'layoutEx',
      'datastore',
      'storage',
    ])
    const names = [...text.matchAll(/\[([\w-]+)\] [^<]*/g)].map(([, datastore]) => datastore)
    assert.ok(names.length > 5)
    assert.deepEqual([...new Set(names)], ['vmfs-a-01'])
    assert.equal(new Set([...text.matchAll(/type="Datastore">([^<]+)</g)].map(([, moref]) => moref)).size, 1)
    const { text: found } = await session.read('Datastore', target, ['vm'])
    assert.ok(found.includes(`>${vm}<`))
  })
  await report.check('a machine that is registered again has its disks and NICs', async () => {
    const facts = [
      'config.hardware.device',
      'config.files.vmPathName',
      'parent',
      'resourcePool',
      'runtime.powerState',
      'config.instanceUuid',
    ]
    let chosen
    for (const [, moref] of await session.vms()) {
      const { text } = await session.read('VirtualMachine', moref, facts)
      if (text.includes('>poweredOff<') && text.includes('type="ResourcePool"')) chosen ??= { moref, text }
    }
    const part = (pattern) => pattern.exec(chosen.text)[1]
    const path = part(/>(\[[^<]+\.vmx)</)
    assert.equal((await session.call('UnregisterVM', 'VirtualMachine', chosen.moref)).status, 200)
    const task = await session.call(
      'RegisterVM_Task',
      'Folder',
      part(/type="Folder">([^<]+)</),
      `<path>${path}</path><asTemplate>false</asTemplate><pool type="ResourcePool">${part(/type="ResourcePool">([^<]+)</)}</pool>`,
    )
    const { text: info } = await session.read('Task', taskOf(task.text), ['info'])
    const moref = /<result[^>]*type="VirtualMachine"[^>]*>([^<]+)</.exec(info)?.[1]
    assert.ok(moref && moref !== chosen.moref, info)
    const { text } = await session.read('VirtualMachine', moref, facts)
    const hardware = (answer) =>
      [...answer.matchAll(/<fileName>([^<]+)<|<macAddress>([^<]+)</g)].map(([whole]) => whole)
    assert.ok(hardware(text).length > 1)
    assert.deepEqual(hardware(text), hardware(chosen.text))
  })
}
