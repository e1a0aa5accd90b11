import type { CannedAnswer, CannedRequest } from './canned-vcenter.ts'
import { retrieved } from './canned-vcenter.ts'

const text = (value: string) => `<val xsi:type="xsd:string">${value}</val>`
const reference = (type: string, value: string) =>
  `<val type="${type}" xsi:type="ManagedObjectReference">${value}</val>`

const power = (state: string) => `<val xsi:type="VirtualMachinePowerState">${state}</val>`

const devices =
  '<val xsi:type="ArrayOfVirtualDevice">' +
  '<VirtualDevice xsi:type="ParaVirtualSCSIController"><key>1000</key><busNumber>0</busNumber><sharedBus>noSharing</sharedBus></VirtualDevice>' +
  '<VirtualDevice xsi:type="VirtualDisk"><key>2000</key><controllerKey>1000</controllerKey><unitNumber>0</unitNumber><capacityInKB>1024</capacityInKB></VirtualDevice>' +
  '<VirtualDevice xsi:type="VirtualVmxnet3"><key>4000</key><controllerKey>100</controllerKey><unitNumber>7</unitNumber><addressType>assigned</addressType><macAddress>00:50:56:01:02:03</macAddress></VirtualDevice>' +
  '</val>'
const cluster =
  '<val xsi:type="ClusterConfigInfoEx"><dasConfig><enabled>true</enabled></dasConfig>' +
  '<dasVmConfig><key type="VirtualMachine">vm-7</key><dasSettings><restartPriority>high</restartPriority></dasSettings></dasVmConfig>' +
  '<drsConfig><enabled>true</enabled></drsConfig></val>'

/** vm-7 is off and has a disk and a NIC, vm-8 is off and has nothing, vm-9 runs. */
const objects: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'VirtualMachine:vm-7': {
    name: text('web01'),
    'runtime.powerState': power('poweredOff'),
    'config.hardware.device': devices,
  },
  'VirtualMachine:vm-8': {
    name: text('shell'),
    'runtime.powerState': power('poweredOff'),
    'config.hardware.device': '<val xsi:type="ArrayOfVirtualDevice"/>',
  },
  'VirtualMachine:vm-9': { name: text('db01'), 'runtime.powerState': power('poweredOn') },
  'Datastore:datastore-11': {
    name: text('tank%2f01'),
    browser: reference('HostDatastoreBrowser', 'datastoreBrowser-11'),
  },
  'HostSystem:host-9': { 'configManager.datastoreSystem': reference('HostDatastoreSystem', 'datastoreSystem-9') },
  'Network:network-12': {
    name: text('VM Network'),
    summary: '<val xsi:type="NetworkSummary"><accessible>true</accessible></val>',
  },
  'DistributedVirtualPortgroup:dvportgroup-13': {
    key: text('dvportgroup-13'),
    'config.distributedVirtualSwitch': reference('VmwareDistributedVirtualSwitch', 'dvs-14'),
  },
  'VmwareDistributedVirtualSwitch:dvs-14': { uuid: text('50 0d') },
  'ClusterComputeResource:domain-c10': { configurationEx: cluster },
  'Task:task-1': {
    'info.result': '<val xsi:type="HostDatastoreBrowserSearchResults"><folderPath>[tank%2f01] web01</folderPath></val>',
  },
}

const entered = (type: string, moref: string, name: string, value: string) =>
  `<objectSet><kind>enter</kind><obj type="${type}">${moref}</obj><changeSet><name>${name}</name><op>assign</op>${value}</changeSet></objectSet>`
/** Of the task and of vm-7; a watch hears only of what it asked for. */
const news =
  '<returnval><version>1</version><filterSet><filter type="PropertyFilter">session[1]filter-1</filter>' +
  entered('Task', 'task-1', 'info.state', '<val xsi:type="TaskInfoState">success</val>') +
  entered('VirtualMachine', 'vm-7', 'runtime.powerState', power('poweredOff')) +
  '</filterSet></returnval>'

function objectAskedFor(xml: string): string {
  const [, type = '', moref = ''] = /<obj type="(\w+)">([^<]+)</.exec(xml) ?? []
  const asked = new Set([...xml.matchAll(/<pathSet>([^<]+)</g)].map(([, path]) => path))
  const properties = Object.entries(objects[`${type}:${moref}`] ?? {}).filter(([name]) => asked.has(name))
  const propSet = properties.map(([name, value]) => `<propSet><name>${name}</name>${value}</propSet>`).join('')
  return `<objects><obj type="${type}">${moref}</obj>${propSet}</objects>`
}

/** What a vCenter answers to everything that Zerfaux changes: one task, which ends well, and the few objects above. */
export function answersOfAll(): (request: CannedRequest) => CannedAnswer | null {
  let told = false
  return ({ method, xml }) => {
    const said = (inner: string) => `<${method}Response xmlns="urn:vim25">${inner}</${method}Response>`
    if (method.endsWith('_Task')) return said('<returnval type="Task">task-1</returnval>')
    if (method === 'CreateNasDatastore') return said('<returnval type="Datastore">datastore-11</returnval>')
    if (method === 'CreatePropertyCollector')
      return said('<returnval type="PropertyCollector">session[1]pc-1</returnval>')
    if (method === 'CreateListView') return said('<returnval type="ListView">session[1]list-1</returnval>')
    if (method === 'CreateFilter') return said('<returnval type="PropertyFilter">session[1]filter-1</returnval>')
    if (method === 'RetrievePropertiesEx') return retrieved(objectAskedFor(xml))
    if (method === 'WaitForUpdatesEx') {
      if (told) return () => {} // stays open
      told = true
      return said(news)
    }
    return method in answeredElsewhere ? null : said('')
  }
}

const answeredElsewhere = { RetrieveServiceContent: 1, Login: 1, Logout: 1, CreateContainerView: 1 }
