// What tests rely on of the vCenter simulators, seen through their wire.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readLabFile } from '../lab-file.mjs'
import { sourceDir } from '../lab-paths.mjs'
import { execute } from '../processes.mjs'
import { assert } from './report.mjs'
import { objectsOf, SoapSession, taskOf, tokenOf } from './soap.mjs'
import { checkStorage } from './storage-checks.mjs'

export async function checkVcenters(report, run) {
  const { vcenters } = readLabFile(run)
  const vcenter = vcenters.a
  const session = new SoapSession(vcenter)
  const control = async (path, body = {}) => {
    const response = await fetch(`${vcenter.control_url}${path}`, { method: 'POST', body: JSON.stringify(body) })
    const answer = await response.json()
    assert.ok(response.ok, JSON.stringify(answer))
    return answer
  }
  const signIn = async () => assert.equal((await session.login(vcenter.username, vcenter.password)).status, 200)

  await report.check('the right password signs in, a wrong one is InvalidLogin', async () => {
    assert.equal((await session.login(vcenter.username, 'wrong')).fault, 'InvalidLogin')
    assert.equal((await session.retrieve('none', 'VirtualMachine', ['name'])).fault, 'NotAuthenticated')
    await signIn()
    assert.equal(session.peer, vcenter.tls_thumbprint_sha256)
    assert.notEqual(vcenters.b.tls_thumbprint_sha256, vcenter.tls_thumbprint_sha256)
    assert.notEqual(vcenters.b.instance_uuid, vcenter.instance_uuid)
  })
  await report.check('pages hold every machine once, and a token is good once', () => checkPaging(session, vcenter))
  await report.check('fields out of their order, and unknown ones, are refused', async () => {
    const make = (inner) => session.call('CreateContainerView', 'ViewManager', 'ViewManager', inner)
    const [container, type] = ['<container type="Folder">group-d1</container>', '<type>VirtualMachine</type>']
    const recursive = '<recursive>true</recursive>'
    assert.equal((await make(container + type + recursive)).status, 200)
    assert.equal((await make(container + recursive + type)).fault, 'InvalidRequest')
    assert.equal((await make(container + type + recursive + '<deep>true</deep>')).fault, 'InvalidRequest')
  })
  await checkChanges(report, session, control)
  await checkInjectedFaults(report, session, control)
  await checkStorage(report, session)
  await report.check('sessions end by force and by idleness', async () => {
    assert.ok((await control('/end-sessions')).ended > 0)
    assert.equal((await session.call('RetrieveServiceContent', 'ServiceInstance', 'ServiceInstance')).status, 200)
    assert.equal((await session.retrieve('v', 'VirtualMachine', ['name'])).fault, 'NotAuthenticated')
    session.cookie = ''
    await control('/idle', { milliseconds: 200 })
    await signIn()
    await session.vms()
    await sleep(400)
    assert.equal((await session.retrieve('v', 'VirtualMachine', ['name'])).fault, 'NotAuthenticated')
    await control('/idle', { milliseconds: 1_800_000 })
  })
  await report.check('pyvmomi reads the same inventory', async () => {
    const script = join(sourceDir, 'peers/pyvmomi-inventory.py')
    // Debian's own interpreter: another one on the path does not see Debian's packages.
    const args = [script, vcenters.b.host, String(vcenters.b.port), vcenters.b.username, vcenters.b.password]
    const { code, stdout, stderr } = await execute('/usr/bin/python3', args)
    assert.equal(code, 0, stderr)
    const vms = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.equal(vms.length, vcenters.b.vms)
    assert.equal(new Set(vms.map((vm) => vm.instance_uuid)).size, vms.length)
    assert.ok(
      vms.every(
        (vm) => vm.disks.length > 0 && vm.nics.length > 0 && vm.cluster.startsWith('cluster-b') && vm.storage_bytes > 0,
      ),
    )
  })
}

async function checkPaging(session, vcenter) {
  const view = await session.view('VirtualMachine')
  const first = await session.retrieve(view, 'VirtualMachine', ['name'], 7)
  assert.equal(objectsOf(first.text).length, 7)
  const continuation = (method, token) =>
    session.call(method, 'PropertyCollector', 'propertyCollector', `<token>${token}</token>`)
  const names = objectsOf(first.text).map(({ values }) => values.name)
  let token = tokenOf(first.text)
  const used = token
  for (let pages = 0; token && pages < 100; pages++) {
    const { text } = await continuation('ContinueRetrievePropertiesEx', token)
    names.push(...objectsOf(text).map(({ values }) => values.name))
    token = tokenOf(text)
  }
  assert.equal(names.length, vcenter.vms)
  assert.equal(new Set(names).size, vcenter.vms)
  assert.ok(names.includes('R&D "build" <3>'), 'the awkward names arrive unharmed')
  assert.equal((await continuation('ContinueRetrievePropertiesEx', used)).fault, 'InvalidProperty')
  const again = tokenOf((await session.retrieve(view, 'VirtualMachine', ['name'], 7)).text)
  assert.equal((await continuation('CancelRetrievePropertiesEx', again)).status, 200)
  assert.equal((await continuation('ContinueRetrievePropertiesEx', again)).fault, 'InvalidProperty')
}

async function checkChanges(report, session, control) {
  await report.check('machines are added, changed, registered again and removed', async () => {
    const { names } = await control('/add-vms', { count: 2 })
    const [kept, gone] = names
    const before = await session.vms()
    const facts = ['name', 'config.instanceUuid', 'config.uuid', 'summary.storage.committed', 'config.files.vmPathName']
    const { values } = objectsOf((await session.read('VirtualMachine', before.get(kept), facts)).text)[0]
    const { moref } = await control('/reregister', { name: kept })
    await control('/remove-vm', { name: gone })
    const after = await session.vms()
    assert.equal(after.has(gone), false)
    assert.equal(after.get(kept), moref)
    assert.notEqual(moref, before.get(kept))
    assert.deepEqual(objectsOf((await session.read('VirtualMachine', moref, facts)).text)[0].values, values)
    await control('/change-vm', { name: kept, change: { cpus: 3, rename: 'renamed <by> the lab' } })
    const changed = objectsOf((await session.read('VirtualMachine', moref, ['name', 'config.hardware.numCPU'])).text)[0]
      .values
    assert.deepEqual(changed, { name: 'renamed <by> the lab', 'config.hardware.numCPU': '3' })
    await control('/remove-vm', { name: 'renamed <by> the lab' })
  })
}

async function checkInjectedFaults(report, session, control) {
  const anyVm = async () => [...(await session.vms()).values()][0]
  const taskInfo = async (task) => (await session.read('Task', task, ['info'])).text
  await report.check('a fault by type hits the chosen call, as often as told', async () => {
    const vm = await anyVm()
    await control('/fail-next', { method: 'PowerOnVM_Task', object: vm, fault: 'FileLocked', count: 2 })
    for (let i = 0; i < 2; i++)
      assert.equal((await session.call('PowerOnVM_Task', 'VirtualMachine', vm)).fault, 'FileLocked')
    assert.notEqual((await session.call('PowerOnVM_Task', 'VirtualMachine', vm)).fault, 'FileLocked')
    await control('/fail-next', { method: 'PowerOffVM_Task', fault: 'TaskInProgress', at: 'task' })
    const { text } = await session.call('PowerOffVM_Task', 'VirtualMachine', vm)
    assert.match(await taskInfo(taskOf(text)), /<state>error<\/state>.*\w+:type="TaskInProgress"/s)
  })
  await report.check('a task takes its time, shows progress, and can be cancelled', async () => {
    const {
      names: [name],
    } = await control('/add-vms', { count: 1 })
    await control('/change-vm', { name, change: { power: 'poweredOff' } })
    const vm = (await session.vms()).get(name)
    await control('/task-delay', { method: 'PowerOnVM_Task', milliseconds: 800 })
    const task = taskOf((await session.call('PowerOnVM_Task', 'VirtualMachine', vm)).text)
    await sleep(300)
    assert.match(await taskInfo(task), /<state>running<\/state>.*<progress>[1-9]/s)
    await sleep(900)
    assert.match(await taskInfo(task), /<state>success<\/state>/)
    assert.match((await session.read('VirtualMachine', vm, ['runtime.powerState'])).text, /poweredOn/)
    await control('/task-delay', { method: 'PowerOffVM_Task', milliseconds: 5000 })
    const cancelled = taskOf((await session.call('PowerOffVM_Task', 'VirtualMachine', vm)).text)
    assert.equal((await session.call('CancelTask', 'Task', cancelled)).status, 200)
    await sleep(100)
    assert.match(await taskInfo(cancelled), /<state>error<\/state>.*\w+:type="RequestCanceled"/s)
    for (const method of ['PowerOnVM_Task', 'PowerOffVM_Task'])
      await control('/task-delay', { method, milliseconds: 0 })
    await control('/remove-vm', { name })
  })
  await report.check('an answer can be lost although the work was done', async () => {
    const {
      names: [name],
    } = await control('/add-vms', { count: 1 })
    const vm = (await session.vms()).get(name)
    await control('/fail-next', { method: 'Rename_Task', fault: 'lost_answer' })
    await assert.rejects(session.call('Rename_Task', 'VirtualMachine', vm, '<newName>done all the same</newName>'))
    assert.ok((await session.vms()).has('done all the same'))
    await control('/remove-vm', { name: 'done all the same' })
    const counts = await control('/requests')
    assert.equal(counts.Rename_Task, 1)
  })
}
