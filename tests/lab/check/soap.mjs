// A few lines of SOAP, enough to see the simulator from outside with nothing but Node. Not a client.
import { readFileSync } from 'node:fs'
import { request } from 'node:https'

export class SoapSession {
  cookie = ''

  constructor(vcenter) {
    this.vcenter = vcenter
    this.ca = readFileSync(vcenter.ca_pem_path)
  }

  /** Answers {status, text, fault}; fault is the xsi:type of the detail, or null. */
  call(method, type, moref, inner = '') {
    const { host, port } = this.vcenter
    const body =
      '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
      'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><s:Body>' +
      `<${method} xmlns="urn:vim25"><_this type="${type}">${moref}</_this>${inner}</${method}></s:Body></s:Envelope>`
    const headers = { 'Content-Type': 'text/xml', SOAPAction: 'urn:vim25/6.7', Cookie: this.cookie }
    return new Promise((resolve, reject) => {
      const call = request(
        { host, port, path: '/sdk', method: 'POST', ca: this.ca, headers, agent: false, timeout: 60_000 },
        (response) => {
          let text = ''
          this.peer ??= response.socket.getPeerCertificate().fingerprint256
          response.setEncoding('utf8')
          response.on('data', (chunk) => (text += chunk))
          response.on('error', reject)
          response.on('end', () => {
            const cookie = response.headers['set-cookie']?.[0]
            if (cookie) this.cookie = cookie.split(';')[0]
            const fault = /<detail>.*?xsi:type="(\w+)"/s.exec(text)?.[1] ?? null
            resolve({ status: response.statusCode, text, fault })
          })
        },
      )
      call.on('timeout', () => call.destroy(new Error(`${method}: no answer`)))
      call.on('error', reject)
      call.end(body)
    })
  }

  login(username, password) {
    const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    return this.call(
      'Login',
      'SessionManager',
      'SessionManager',
      `<userName>${escape(username)}</userName><password>${escape(password)}</password>`,
    )
  }

  async view(...types) {
    const wanted = types.map((type) => `<type>${type}</type>`).join('')
    const { text } = await this.call(
      'CreateContainerView',
      'ViewManager',
      'ViewManager',
      `<container type="Folder">group-d1</container>${wanted}<recursive>true</recursive>`,
    )
    return /<returnval type="ContainerView">([^<]+)</.exec(text)[1]
  }

  retrieve(view, type, paths, maxObjects = 0) {
    const pathSet = paths.map((path) => `<pathSet>${path}</pathSet>`).join('')
    return this.call(
      'RetrievePropertiesEx',
      'PropertyCollector',
      'propertyCollector',
      `<specSet><propSet><type>${type}</type>${pathSet}</propSet><objectSet><obj type="ContainerView">${view}</obj><skip>true</skip>` +
        '<selectSet xsi:type="TraversalSpec"><name>v</name><type>ContainerView</type><path>view</path><skip>false</skip></selectSet>' +
        `</objectSet></specSet><options>${maxObjects ? `<maxObjects>${maxObjects}</maxObjects>` : ''}</options>`,
    )
  }

  read(type, moref, paths) {
    const pathSet = paths.map((path) => `<pathSet>${path}</pathSet>`).join('')
    return this.call(
      'RetrievePropertiesEx',
      'PropertyCollector',
      'propertyCollector',
      `<specSet><propSet><type>${type}</type>${pathSet}</propSet><objectSet><obj type="${type}">${moref}</obj></objectSet></specSet><options/>`,
    )
  }

  /** All VMs as a map of name to MoRef. */
  async vms() {
    const { text } = await this.retrieve(await this.view('VirtualMachine'), 'VirtualMachine', ['name'])
    return new Map(objectsOf(text).map(({ moref, values }) => [values.name, moref]))
  }
}

const unescape = (text) =>
  text.replace(
    /&(lt|gt|amp|quot|apos|#34|#39|#xA);/g,
    (_, name) => ({ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", '#34': '"', '#39': "'", '#xA': '\n' })[name],
  )

/** Objects of an answer with their simple properties. */
export const objectsOf = (text) =>
  [...text.matchAll(/<objects>(.*?)<\/objects>/gs)].map(([, content]) => ({
    moref: /<obj type="\w+">([^<]+)</.exec(content)[1],
    values: Object.fromEntries(
      [...content.matchAll(/<propSet><name>([^<]+)<\/name><val[^>]*>([^<]*)<\/val>/g)].map(([, name, value]) => [
        name,
        unescape(value),
      ]),
    ),
  }))

export const tokenOf = (text) => /<token>([^<]+)</.exec(text)?.[1] ?? null
export const taskOf = (text) => /<returnval type="Task">([^<]+)</.exec(text)?.[1]
