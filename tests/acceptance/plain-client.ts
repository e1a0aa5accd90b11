import { Agent, request } from 'undici'
import { MoRef } from '../../lib/domain/inventory.ts'
import { trustConnector } from '../../lib/drivers/vsphere/soap/pinned-connector.ts'
import { vcenterOrigin } from '../../lib/drivers/vsphere/soap/vcenter-address.ts'
import type { AcceptanceSettings } from './settings.ts'

/** What a run needs and Zerfaux never does: folders and disks of its own, and their end. Another client of the same vCenter. */
export class PlainClient {
  readonly #origin: string
  readonly #agent: Agent
  #cookie = ''

  private constructor(signIn: AcceptanceSettings['signIn']) {
    this.#origin = vcenterOrigin(signIn)
    this.#agent = new Agent({ connect: trustConnector(signIn, signIn.trust) })
  }

  static async signIn(signIn: AcceptanceSettings['signIn']): Promise<PlainClient> {
    const client = new PlainClient(signIn)
    const credentials = `<userName>${escape(signIn.username)}</userName><password>${escape(signIn.password)}</password>`
    await client.#call('Login', 'SessionManager', 'SessionManager', credentials)
    return client
  }

  async createFolder(parent: MoRef, name: string): Promise<MoRef> {
    return one(await this.#call('CreateFolder', 'Folder', parent, `<name>${escape(name)}</name>`), 'Folder')
  }

  /** What is right in a folder. */
  async children(folder: MoRef): Promise<readonly string[]> {
    const wanted =
      '<specSet><propSet><type>Folder</type><pathSet>childEntity</pathSet></propSet>' +
      `<objectSet><obj type="Folder">${folder}</obj></objectSet></specSet>`
    const answer = await this.#call('RetrieveProperties', 'PropertyCollector', 'propertyCollector', wanted)
    return [...answer.matchAll(/<ManagedObjectReference[^>]*>([^<]+)</g)].map(([, moref]) => moref ?? '')
  }

  /** A new thin disk beside the VM's vmx. A task. */
  async addDisk(vm: MoRef, controllerKey: number, fileName: string, mebibytes: number): Promise<MoRef> {
    const backing =
      `<backing xsi:type="VirtualDiskFlatVer2BackingInfo"><fileName>${escape(fileName)}</fileName>` +
      '<diskMode>persistent</diskMode><thinProvisioned>true</thinProvisioned></backing>'
    const device =
      `<device xsi:type="VirtualDisk"><key>-1</key>${backing}<controllerKey>${controllerKey}</controllerKey>` +
      `<unitNumber>0</unitNumber><capacityInKB>${mebibytes * 1024}</capacityInKB></device>`
    const change = `<deviceChange><operation>add</operation><fileOperation>create</fileOperation>${device}</deviceChange>`
    return one(await this.#call('ReconfigVM_Task', 'VirtualMachine', vm, `<spec>${change}</spec>`), 'Task')
  }

  /** With all its files and disks. A task. */
  async destroy(type: 'VirtualMachine' | 'Folder', moref: MoRef): Promise<MoRef> {
    return one(await this.#call('Destroy_Task', type, moref, ''), 'Task')
  }

  async leave(): Promise<void> {
    await this.#call('Logout', 'SessionManager', 'SessionManager', '')
    await this.#agent.close()
  }

  async #call(method: string, type: string, moref: string, inner: string): Promise<string> {
    const { headers, body, statusCode } = await request(`${this.#origin}/sdk`, {
      method: 'POST',
      dispatcher: this.#agent,
      headers: { 'content-type': 'text/xml', soapaction: 'urn:vim25/6.5', cookie: this.#cookie },
      body: `<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Body><${method} xmlns="urn:vim25"><_this type="${type}">${moref}</_this>${inner}</${method}></e:Body></e:Envelope>`,
    })
    const [cookie] = [headers['set-cookie'] ?? []].flat()
    if (cookie) this.#cookie = cookie.split(';')[0] ?? ''
    const text = await body.text()
    if (statusCode === 200) return text
    throw new Error(`${method} of ${moref} was refused: ${/<faultstring>([^<]*)/.exec(text)?.[1] ?? statusCode}`)
  }
}

function one(xml: string, type: string): MoRef {
  return MoRef.parse(new RegExp(`type="${type}"[^>]*>([^<]+)<`).exec(xml)?.[1])
}

function escape(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
}
