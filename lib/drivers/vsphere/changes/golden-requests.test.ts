import { afterEach, describe, expect, test } from 'vitest'
import { MoRef } from '../../../domain/inventory.ts'
import type { MethodName } from '../schema/wire-types.ts'
import type { SoapVsphereDriver } from '../soap-vsphere-driver.ts'
import { cannedVcenter } from '../testing/canned-vcenter.ts'
import { answersOfAll } from '../testing/canned-changes.ts'
import type { NewVm } from '../vsphere-changes.ts'

const never = { signal: new AbortController().signal }
const moref = (value: string) => MoRef.parse(value)
const vm = moref('vm-7')
const place = { folder: moref('group-v3'), resourcePool: moref('resgroup-8'), host: moref('host-9') }
const shell: NewVm = {
  name: 'web/01 & <more>',
  datastore: moref('datastore-11'),
  guestId: 'ubuntu64Guest',
  hardwareVersion: 'vmx-19',
  firmware: 'efi',
  secureBoot: true,
  cpus: 4,
  coresPerSocket: 2,
  memoryMib: 2048,
  biosUuid: '42aa0000-0000-4000-8000-0000000000aa',
  controllers: [
    { type: 'ParaVirtualSCSIController', bus: 0 },
    { type: 'VirtualNVMEController', bus: 1 },
    { type: 'VirtualAHCIController', bus: 0 },
    { type: 'VirtualIDEController', bus: 0 },
  ],
  nics: [
    { type: 'vmxnet3', mac: '00:50:56:01:02:03', network: moref('network-12') },
    { type: 'e1000e', mac: null, network: moref('dvportgroup-13') },
    { type: 'vmxnet3', mac: null, network: null },
  ],
  annotation: 'R&D',
  extraConfig: { 'zfx.role': 'shell' },
}

type Golden = { readonly by: (driver: SoapVsphereDriver) => Promise<unknown>; readonly xml: string }
/** Those are in soap/serialise-request.test.ts. */
type Elsewhere =
  | 'RetrieveServiceContent'
  | 'Login'
  | 'Logout'
  | 'CreateContainerView'
  | 'DestroyView'
  | 'RetrievePropertiesEx'
  | 'ContinueRetrievePropertiesEx'
  | 'CancelRetrievePropertiesEx'
  | 'CreateSnapshot_Task'
  | 'RemoveSnapshot_Task'
  | 'CancelTask'

const follow = (driver: SoapVsphereDriver) => driver.followTask(moref('task-1'), { ...never, onProgress: () => {} })
const thisVm = '<_this type="VirtualMachine">vm-7</_this>'
const card = (type: string, key: number, backing: string, address: string) =>
  `<deviceChange><operation>add</operation><device xsi:type="${type}"><key>${key}</key>${backing}` +
  '<connectable><startConnected>false</startConnected><allowGuestControl>true</allowGuestControl><connected>false</connected></connectable>' +
  `${address}</device></deviceChange>`
const controller = (type: string, key: number, inner: string) =>
  `<deviceChange><operation>add</operation><device xsi:type="${type}"><key>${key}</key>${inner}</device></deviceChange>`
const plain =
  '<backing xsi:type="VirtualEthernetCardNetworkBackingInfo"><deviceName>VM Network</deviceName><network type="Network">network-12</network></backing>'
const distributed =
  '<backing xsi:type="VirtualEthernetCardDistributedVirtualPortBackingInfo"><port><switchUuid>50 0d</switchUuid><portgroupKey>dvportgroup-13</portgroupKey></port></backing>'
const option = (key: string, value: string) =>
  `<extraConfig><key>${key}</key><value xmlns:xsd="http://www.w3.org/2001/XMLSchema" xsi:type="xsd:string">${value}</value></extraConfig>`

/** As a vCenter insists on it. Each is asked for through the driver, so that it is the whole request that counts. */
const golden: Readonly<Record<Exclude<MethodName, Elsewhere>, Golden>> = {
  RelocateVM_Task: {
    by: (driver) => driver.relocateVm(vm, moref('datastore-11'), never),
    xml:
      `${thisVm}<spec><datastore type="Datastore">datastore-11</datastore>` +
      '<diskMoveType>moveAllDiskBackingsAndDisallowSharing</diskMoveType></spec>',
  },
  CreateVM_Task: {
    by: (driver) => driver.createVm(shell, place, never),
    xml:
      '<_this type="Folder">group-v3</_this><config><name>web%2f01 &amp; &lt;more&gt;</name><version>vmx-19</version>' +
      '<uuid>42aa0000-0000-4000-8000-0000000000aa</uuid><guestId>ubuntu64Guest</guestId><annotation>R&amp;D</annotation>' +
      '<files><vmPathName>[tank%2f01]</vmPathName></files><numCPUs>4</numCPUs><numCoresPerSocket>2</numCoresPerSocket>' +
      '<memoryMB>2048</memoryMB>' +
      controller('ParaVirtualSCSIController', -101, '<busNumber>0</busNumber><sharedBus>noSharing</sharedBus>') +
      controller('VirtualNVMEController', -102, '<busNumber>1</busNumber>') +
      controller('VirtualAHCIController', -103, '<busNumber>0</busNumber>') +
      card(
        'VirtualVmxnet3',
        -201,
        plain,
        '<addressType>manual</addressType><macAddress>00:50:56:01:02:03</macAddress>',
      ) +
      card('VirtualE1000e', -202, distributed, '<addressType>generated</addressType>') +
      card('VirtualVmxnet3', -203, '', '<addressType>generated</addressType>') +
      option('zfx.role', 'shell') +
      '<bootOptions><efiSecureBootEnabled>true</efiSecureBootEnabled></bootOptions><firmware>efi</firmware></config>' +
      '<pool type="ResourcePool">resgroup-8</pool><host type="HostSystem">host-9</host>',
  },
  ReconfigVM_Task: {
    by: (driver) =>
      driver.reconfigureVm(
        vm,
        {
          nics: [{ key: 4000, network: moref('dvportgroup-13'), connected: true }],
          attachDisks: [
            {
              controller: { type: 'ParaVirtualSCSIController', bus: 0 },
              unit: 3,
              datastore: moref('datastore-11'),
              path: 'web01/web01.vmdk',
              mode: 'persistent',
            },
          ],
          detachDisks: [2000],
          extraConfig: { 'zfx.more': '1' },
          annotation: 'other',
          name: 'other',
        },
        never,
      ),
    xml:
      `${thisVm}<spec><name>other</name><annotation>other</annotation>` +
      '<deviceChange><operation>remove</operation><device xsi:type="VirtualDisk"><key>2000</key><capacityInKB>1024</capacityInKB></device></deviceChange>' +
      '<deviceChange><operation>add</operation><device xsi:type="VirtualDisk"><key>-301</key>' +
      '<backing xsi:type="VirtualDiskFlatVer2BackingInfo"><fileName>[tank%2f01] web01/web01.vmdk</fileName>' +
      '<datastore type="Datastore">datastore-11</datastore><diskMode>persistent</diskMode></backing>' +
      '<controllerKey>1000</controllerKey><unitNumber>3</unitNumber><capacityInKB>0</capacityInKB></device></deviceChange>' +
      `<deviceChange><operation>edit</operation><device xsi:type="VirtualVmxnet3"><key>4000</key>${distributed}` +
      '<connectable><startConnected>true</startConnected><allowGuestControl>true</allowGuestControl><connected>true</connected></connectable>' +
      '<controllerKey>100</controllerKey><unitNumber>7</unitNumber><addressType>assigned</addressType>' +
      `<macAddress>00:50:56:01:02:03</macAddress></device></deviceChange>${option('zfx.more', '1')}</spec>`,
  },
  RegisterVM_Task: {
    by: (driver) => driver.registerVm('[tank%2f01] web01/web01.vmx', 'web/01', place, never),
    xml:
      '<_this type="Folder">group-v3</_this><path>[tank%2f01] web01/web01.vmx</path><name>web%2f01</name>' +
      '<asTemplate>false</asTemplate><pool type="ResourcePool">resgroup-8</pool><host type="HostSystem">host-9</host>',
  },
  UnregisterVM: { by: (driver) => driver.unregisterVm(vm, never), xml: thisVm },
  Destroy_Task: { by: (driver) => driver.destroyShell(moref('vm-8'), never), xml: thisVm.replace('vm-7', 'vm-8') },
  PowerOnVM_Task: { by: (driver) => driver.power(vm, 'on', never), xml: thisVm },
  PowerOffVM_Task: { by: (driver) => driver.power(moref('vm-9'), 'off', never), xml: thisVm.replace('vm-7', 'vm-9') },
  ShutdownGuest: { by: (driver) => driver.shutdownGuest(vm, never), xml: thisVm },
  ConsolidateVMDisks_Task: { by: (driver) => driver.consolidateDisks(vm, never), xml: thisVm },
  AnswerVM: {
    by: (driver) => driver.answerQuestion(vm, '_vmx1', '1', never),
    xml: `${thisVm}<questionId>_vmx1</questionId><answerChoice>1</answerChoice>`,
  },
  FindAllByUuid: {
    by: (driver) => driver.findByInstanceUuid('50aa', never),
    xml: '<_this type="SearchIndex">SearchIndex</_this><uuid>50aa</uuid><vmSearch>true</vmSearch><instanceUuid>true</instanceUuid>',
  },
  FindChild: {
    by: (driver) => driver.createVm(shell, place, never),
    xml: '<_this type="SearchIndex">SearchIndex</_this><entity type="Folder">group-v3</entity><name>web%2f01 &amp; &lt;more&gt;</name>',
  },
  SearchDatastore_Task: {
    by: (driver) => driver.browseDatastore(moref('datastore-11'), 'web01', never),
    xml:
      '<_this type="HostDatastoreBrowser">datastoreBrowser-11</_this><datastorePath>[tank%2f01] web01</datastorePath>' +
      '<searchSpec><details><fileType>true</fileType><fileSize>true</fileSize><modification>false</modification>' +
      '<fileOwner>false</fileOwner></details><matchPattern>*</matchPattern></searchSpec>',
  },
  CreateNasDatastore: {
    by: (driver) =>
      driver.mountNas(moref('host-9'), { name: 'tank/01', remotePath: '/tank/b & c', remoteHost: '192.0.2.7' }, never),
    xml:
      '<_this type="HostDatastoreSystem">datastoreSystem-9</_this><spec><remoteHost>192.0.2.7</remoteHost>' +
      '<remotePath>/tank/b &amp; c</remotePath><localPath>tank%2f01</localPath><accessMode>readWrite</accessMode></spec>',
  },
  RemoveDatastore: {
    by: (driver) => driver.unmountDatastore(moref('host-9'), moref('datastore-11'), never),
    xml: '<_this type="HostDatastoreSystem">datastoreSystem-9</_this><datastore type="Datastore">datastore-11</datastore>',
  },
  ReconfigureComputeResource_Task: {
    by: (driver) => driver.exemptFromCluster(vm, moref('domain-c10'), never),
    xml:
      '<_this type="ClusterComputeResource">domain-c10</_this><spec xsi:type="ClusterConfigSpecEx">' +
      '<dasVmConfigSpec><operation>edit</operation><info><key type="VirtualMachine">vm-7</key><dasSettings><restartPriority>disabled</restartPriority></dasSettings></info></dasVmConfigSpec>' +
      '<drsVmConfigSpec><operation>add</operation><info><key type="VirtualMachine">vm-7</key><enabled>true</enabled><behavior>manual</behavior></info></drsVmConfigSpec>' +
      '</spec><modify>true</modify>',
  },
  CreatePropertyCollector: {
    by: follow,
    xml: '<_this type="PropertyCollector">propertyCollector</_this>',
  },
  CreateListView: { by: follow, xml: '<_this type="ViewManager">ViewManager</_this>' },
  CreateFilter: {
    by: follow,
    xml:
      '<_this type="PropertyCollector">session[1]pc-1</_this><spec><propSet><type>Task</type><all>false</all>' +
      '<pathSet>info.state</pathSet><pathSet>info.progress</pathSet><pathSet>info.descriptionId</pathSet>' +
      '<pathSet>info.error</pathSet><pathSet>info.result</pathSet></propSet><objectSet>' +
      '<obj type="ListView">session[1]list-1</obj><skip>true</skip><selectSet xsi:type="TraversalSpec">' +
      '<name>members</name><type>ListView</type><path>view</path><skip>false</skip></selectSet></objectSet></spec>' +
      '<partialUpdates>false</partialUpdates>',
  },
  ModifyListView: {
    by: follow,
    xml: '<_this type="ListView">session[1]list-1</_this><add type="Task">task-1</add>',
  },
  WaitForUpdatesEx: {
    by: follow,
    xml:
      '<_this type="PropertyCollector">session[1]pc-1</_this><version></version>' +
      '<options><maxWaitSeconds>30</maxWaitSeconds></options>',
  },
  DestroyPropertyCollector: {
    by: async (driver) => {
      const stop = new AbortController()
      for await (const _pulses of driver.watchVms([vm], stop)) stop.abort()
    },
    xml: '<_this type="PropertyCollector">session[1]pc-1</_this>',
  },
}

describe('golden requests', () => {
  let close = async () => {}
  afterEach(() => close())

  test.each(Object.entries(golden))('%s', async (name, { by, xml }) => {
    const canned = await cannedVcenter(answersOfAll())
    const driver = canned.driver()
    close = async () => {
      await driver.close()
      await canned.close()
    }
    await by(driver)
    const asked = canned.requests.find(({ method }) => method === name)
    const [, body] = /<soapenv:Body>(.*)<\/soapenv:Body>/.exec(asked?.xml ?? '') ?? []
    expect(body).toBe(`<${name} xmlns="urn:vim25">${xml}</${name}>`)
  })
})
