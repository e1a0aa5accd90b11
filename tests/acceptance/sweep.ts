import type { MoRef, VmRecord } from '../../lib/domain/inventory.ts'
import type { VsphereDriver } from '../../lib/drivers/vsphere/vsphere-driver.ts'
import type { AcceptancePlace } from './place.ts'
import type { PlainClient } from './plain-client.ts'

/** What everything that a run makes is called, its folders too. */
export const PREFIX = 'zfx-acceptance-'
/** The mark of a VM whose disks are its own, and go with it. */
export const OWNS_DISKS = 'zfx.owns-disks'

type Tools = { readonly driver: VsphereDriver; readonly plain: PlainClient; readonly place: AcceptancePlace }
const never = { signal: new AbortController().signal }

/**
 * Removes whatever runs have left: VMs in folders of theirs, mounts and files that begin so. Nothing that
 * does not bear the name is looked at twice. @returns what is still there
 */
export async function sweep(tools: Tools): Promise<readonly string[]> {
  const { driver, place } = tools
  const folders = (await driver.objects(never)).flatMap((it) =>
    it.kind === 'folder' && it.parentMoref === place.folder && it.name.startsWith(PREFIX) ? it : [],
  )
  const [home] = folders
  if (home) await registerLeftFiles(tools, home.moref)
  const names = new Set(folders.map(({ name }) => name))
  const vms = (await Array.fromAsync(driver.virtualMachines(never))).flat().filter((vm) => isOurs(vm, names))
  for (const { moref } of vms) await end(driver, driver.power(moref, 'off', never))
  // Disks that belong to another VM are let go of before anything is destroyed with its files.
  const owners: MoRef[] = []
  for (const { moref } of vms) {
    const found = await driver.vmHardware(moref, never)
    if (found?.extraConfig[OWNS_DISKS] === '1') owners.push(moref)
    else if (found)
      await destroyShell(
        tools,
        moref,
        found.disks.map(({ key }) => key),
      )
  }
  for (const moref of owners) await end(driver, tools.plain.destroy('VirtualMachine', moref))
  await unmountAll(driver)
  for (const { moref } of folders)
    if ((await tools.plain.children(moref)).length === 0) await end(driver, tools.plain.destroy('Folder', moref))
  return leftOver(tools)
}

function isOurs({ folder }: VmRecord, names: ReadonlySet<string>): boolean {
  return names.has(folder?.split('/').at(-1) ?? '')
}

async function destroyShell({ driver }: Tools, moref: MoRef, detachDisks: readonly number[]): Promise<void> {
  if (detachDisks.length > 0) await end(driver, driver.reconfigureVm(moref, { detachDisks }, never))
  await end(driver, driver.destroyShell(moref, never))
}

/** A VM that was unregistered when its test failed comes back, to be destroyed with its files. */
async function registerLeftFiles({ driver, place }: Tools, folder: MoRef): Promise<void> {
  const known = new Set((await Array.fromAsync(driver.virtualMachines(never))).flat().map(({ vmxPath }) => vmxPath))
  const names = new Map((await driver.objects(never)).map(({ moref, name }) => [moref, name]))
  const where = { folder, resourcePool: place.resourcePool, host: place.hosts[0] }
  for (const datastore of place.datastores) {
    for (const { path: root } of await ourFolders(driver, datastore)) {
      for (const { path } of await driver.browseDatastore(datastore, root, never)) {
        const vmxPath = `[${names.get(datastore)}] ${path}`
        if (path.endsWith('.vmx') && !known.has(vmxPath))
          await end(driver, driver.registerVm(vmxPath, null, where, never))
      }
    }
  }
}

async function ourFolders(driver: VsphereDriver, datastore: MoRef) {
  const found = await driver.browseDatastore(datastore, '', never)
  return found.filter(({ path, isFolder }) => isFolder && path.startsWith(PREFIX))
}

async function unmountAll(driver: VsphereDriver): Promise<void> {
  for (const it of await driver.objects(never)) {
    if (it.kind !== 'datastore' || !it.name.startsWith(PREFIX)) continue
    for (const host of it.hostMorefs) await driver.unmountDatastore(host, it.moref, never)
  }
}

async function leftOver({ driver, place }: Tools): Promise<readonly string[]> {
  const left = (await driver.objects(never)).filter(({ name }) => name.startsWith(PREFIX)).map(({ path }) => path)
  const vms = (await Array.fromAsync(driver.virtualMachines(never))).flat()
  left.push(...vms.filter(({ name }) => name.startsWith(PREFIX)).map(({ name }) => `VM ${name}`))
  for (const datastore of place.datastores)
    left.push(...(await ourFolders(driver, datastore)).map(({ path }) => `files in ${datastore}: ${path}`))
  return left
}

/** What a task could not do is found as left over. */
export async function end(driver: VsphereDriver, begun: Promise<MoRef>): Promise<void> {
  await driver.followTask(await begun, { ...never, onProgress: () => {} })
}
