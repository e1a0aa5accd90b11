import { readFileSync } from 'node:fs'
import { Agent, request } from 'undici'
import { MoRef } from '../../../lib/domain/inventory.ts'
import { SoapVsphereDriver } from '../../../lib/drivers/vsphere/soap-vsphere-driver.ts'
import type { VsphereDriver } from '../../../lib/drivers/vsphere/vsphere-driver.ts'
import type { VsphereRig } from '../../../lib/drivers/vsphere/vsphere-driver.contract.ts'
import type { LabVcenter, Site } from '../lab.ts'
import { labVcenter, type VcenterControl, type VcenterHandle } from '../lab-vcenter.ts'

/** Longer than the first looks at a task, shorter than anybody's patience. */
const TASK_MS = 1_500
const WRONG_PASSWORD = 'wrong-horse-battery'

/** Our driver of a lab's vCenter, by its pinned thumbprint unless told otherwise. */
export function labVsphereDriver(
  vcenter: LabVcenter,
  other: Partial<ConstructorParameters<typeof SoapVsphereDriver>[0]> = {},
): SoapVsphereDriver {
  const { host, port, username, password, tls_thumbprint_sha256: thumbprintSha256 } = vcenter
  return new SoapVsphereDriver({ host, port, username, password, trust: { thumbprintSha256 }, ...other })
}

export async function makeVsphereRig(site: Site): Promise<VsphereRig> {
  const vcenter = labVcenter(site)
  const { info, control } = vcenter
  const stranger = await Stranger.signIn(info)
  const vms = await stranger.virtualMachines()
  const quiet = vms.at(-1) ?? ''
  await control.changeVm(quiet, { power: 'poweredOn', tools: 'toolsOk' })
  const denied = labVsphereDriver(info)
  const drivers = {
    driver: labVsphereDriver(info),
    unreachable: labVsphereDriver(info, { port: 1 }),
    sign_in_refused: labVsphereDriver(info, { password: WRONG_PASSWORD }),
    identity_changed: labVsphereDriver(info, { trust: { thumbprintSha256: 'AB'.repeat(32) } }),
  }
  return {
    driver: drivers.driver,
    vms: vms.length,
    broken: { ...drivers, permission_missing: refusedNext(denied, vcenter) },
    secret: WRONG_PASSWORD,
    startTask: async (end) => {
      await control.setTaskDelay('ReconfigVM_Task', TASK_MS)
      if (end === 'error') await control.failNext({ method: 'ReconfigVM_Task', fault: 'FileLocked', at: 'task' })
      return stranger.reconfigure(vms[0] ?? '')
    },
    snapshots: snapshotRig(quiet, control),
    // The stranger's session is a victim too, and has to sign in again.
    endSession: async () => {
      await control.endSessions()
      await stranger.signInAgain()
    },
    dispose: async () => {
      await control.setTaskDelay('ReconfigVM_Task', 0)
      await control.setTaskDelay('CreateSnapshot_Task', 0, { object: quiet })
      await control.clearFaults()
      await Promise.all([...Object.values(drivers), denied].map((driver) => driver.close()))
      await stranger.leave()
    },
  }
}

function snapshotRig(vm: string, control: VcenterControl): VsphereRig['snapshots'] {
  const method = 'CreateSnapshot_Task'
  return {
    vm: MoRef.parse(vm),
    failNext: async (fault) => {
      await control.setTaskDelay(method, 0, { object: vm })
      await control.failNext({ method, object: vm, fault, at: 'task' })
    },
    hangNext: (milliseconds, { stubborn }) => control.setTaskDelay(method, milliseconds, { object: vm, stubborn }),
  }
}

/** The lab knows no roles, so the vCenter is told to refuse what comes next. */
function refusedNext(driver: VsphereDriver, { control }: VcenterHandle): VsphereDriver {
  return new Proxy(driver, {
    get(target, name) {
      if (name !== 'objects') return Reflect.get(target, name).bind(target)
      return async (options: { readonly signal: AbortSignal }) => {
        await control.failNext({ method: 'CreateContainerView', fault: 'NoPermission' })
        return target.objects(options)
      }
    },
  })
}

/** Another client of the same vCenter, so that our own does not have to vouch for itself. */
class Stranger {
  readonly #vcenter: LabVcenter
  readonly #agent: Agent
  #cookie = ''

  private constructor(vcenter: LabVcenter) {
    this.#vcenter = vcenter
    const ca = readFileSync(vcenter.ca_pem_path, 'utf8')
    this.#agent = new Agent({ connect: { ca, checkServerIdentity: () => undefined } })
  }

  static async signIn(vcenter: LabVcenter): Promise<Stranger> {
    const stranger = new Stranger(vcenter)
    await stranger.signInAgain()
    return stranger
  }

  async signInAgain(): Promise<void> {
    const { username, password } = this.#vcenter
    const credentials = `<userName>${username}</userName><password>${password}</password>`
    await this.#call('Login', 'SessionManager', 'SessionManager', credentials)
  }

  /** Their MoRefs. */
  async virtualMachines(): Promise<string[]> {
    const wanted = '<container type="Folder">group-d1</container><type>VirtualMachine</type><recursive>true</recursive>'
    const [view] = found(await this.#call('CreateContainerView', 'ViewManager', 'ViewManager', wanted), 'ContainerView')
    const members = `<obj type="ContainerView">${view}</obj><skip>true</skip><selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path></selectSet>`
    const spec = `<specSet><propSet><type>VirtualMachine</type><pathSet>name</pathSet></propSet><objectSet>${members}</objectSet></specSet>`
    return found(
      await this.#call('RetrieveProperties', 'PropertyCollector', 'propertyCollector', spec),
      'VirtualMachine',
    )
  }

  /** A change that changes nothing. */
  async reconfigure(vm: string): Promise<MoRef> {
    const [task] = found(await this.#call('ReconfigVM_Task', 'VirtualMachine', vm, '<spec></spec>'), 'Task')
    return MoRef.parse(task)
  }

  async leave(): Promise<void> {
    await this.#call('Logout', 'SessionManager', 'SessionManager', '')
    await this.#agent.close()
  }

  async #call(method: string, type: string, moref: string, inner: string): Promise<string> {
    const { host, port } = this.#vcenter
    const response = await request(`https://${host}:${port}/sdk`, {
      method: 'POST',
      dispatcher: this.#agent,
      headers: { 'content-type': 'text/xml', soapaction: 'urn:vim25/6.5', cookie: this.#cookie },
      body: `<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Body><${method} xmlns="urn:vim25"><_this type="${type}">${moref}</_this>${inner}</${method}></e:Body></e:Envelope>`,
    })
    const [cookie] = [response.headers['set-cookie'] ?? []].flat()
    if (cookie) this.#cookie = cookie.split(';')[0] ?? ''
    const text = await response.body.text()
    if (response.statusCode !== 200) throw new Error(`${method}: ${text}`)
    return text
  }
}

function found(xml: string, type: string): string[] {
  return [...xml.matchAll(new RegExp(`type="${type}"[^>]*>([^<]+)<`, 'g'))].map(([, value]) => value ?? '')
}
