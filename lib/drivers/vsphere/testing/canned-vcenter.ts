import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:https'
import type { ServerResponse } from 'node:http'
import { SoapVsphereDriver } from '../soap-vsphere-driver.ts'
import { testServer } from './test-certificates.ts'

export type CannedRequest = { readonly method: string; readonly xml: string; readonly cookie: string | undefined }
/** A string is the inside of the SOAP body; a function writes the whole answer by itself. */
export type CannedAnswer = string | { readonly fault: string } | ((response: ServerResponse) => void | Promise<void>)

/** A vCenter's front door on loopback that answers what a test tells it to. Knows the calls around a reading. */
export async function cannedVcenter(answer: (request: CannedRequest) => CannedAnswer | null) {
  const requests: CannedRequest[] = []
  const server = createServer(testServer, async (incoming, response) => {
    let xml = ''
    for await (const piece of incoming.setEncoding('utf8')) xml += String(piece)
    const method = /:Body><(\w+)/.exec(xml)?.[1] ?? ''
    const request = { method, xml, cookie: incoming.headers.cookie }
    requests.push(request)
    const told = answer(request) ?? usual[method] ?? { fault: `<f xsi:type="InvalidRequest"/>` }
    if (typeof told === 'function') return told(response)
    if (method === 'Login')
      response.setHeader('set-cookie', `vmware_soap_session="${requests.length}"; Path=/; HttpOnly`)
    response.writeHead(typeof told === 'string' ? 200 : 500, { 'content-type': 'text/xml; charset=utf-8' })
    response.end(envelope(typeof told === 'string' ? told : faultBody(told.fault)))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('An HTTPS server listens on a port')
  const thumbprint = new X509Certificate(testServer.cert).fingerprint256
  const { port } = address
  return {
    port,
    thumbprint,
    requests,
    calls: () => requests.map(({ method }) => method),
    driver: (options: Partial<ConstructorParameters<typeof SoapVsphereDriver>[0]> = {}) =>
      new SoapVsphereDriver({
        host: '127.0.0.1',
        port,
        username: 'administrator@vsphere.local',
        password: TEST_PASSWORD,
        trust: { thumbprintSha256: thumbprint },
        ...options,
      }),
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

export const TEST_PASSWORD = 'hunter2<&>"\'ü'

export function envelope(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`
}

export function faultBody(detail: string): string {
  return `<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>Die Sitzung ist nicht ${TEST_PASSWORD.slice(0, 7)}</faultstring><detail>${detail}</detail></soapenv:Fault>`
}

/** An answer of `RetrievePropertiesEx` or its continuation. */
export function retrieved(
  objects: string,
  { token, continued = false }: { token?: string; continued?: boolean } = {},
): string {
  const name = `${continued ? 'Continue' : ''}RetrievePropertiesExResponse`
  return `<${name} xmlns="urn:vim25"><returnval>${token === undefined ? '' : `<token>${token}</token>`}${objects}</returnval></${name}>`
}

export function vmObject(number: number, more = ''): string {
  return `<objects><obj type="VirtualMachine">vm-${number}</obj><propSet><name>name</name><val xsi:type="xsd:string">web-${number}</val></propSet>${more}</objects>`
}

const about = `<name>VMware vCenter Server</name><version>8.0.3</version><build>1</build><apiVersion>8.0.3.0</apiVersion><instanceUuid>00000000-0000-4000-8000-000000000001</instanceUuid>`
const usual: Readonly<Record<string, string>> = {
  RetrieveServiceContent: `<RetrieveServiceContentResponse xmlns="urn:vim25"><returnval><rootFolder type="Folder">group-d1</rootFolder><propertyCollector type="PropertyCollector">propertyCollector</propertyCollector><viewManager type="ViewManager">ViewManager</viewManager><about>${about}</about><sessionManager type="SessionManager">SessionManager</sessionManager><searchIndex type="SearchIndex">SearchIndex</searchIndex></returnval></RetrieveServiceContentResponse>`,
  Login: `<LoginResponse xmlns="urn:vim25"><returnval><key>k</key></returnval></LoginResponse>`,
  Logout: `<LogoutResponse xmlns="urn:vim25"/>`,
  CreateContainerView: `<CreateContainerViewResponse xmlns="urn:vim25"><returnval type="ContainerView">session[1]view-1</returnval></CreateContainerViewResponse>`,
  DestroyView: `<DestroyViewResponse xmlns="urn:vim25"/>`,
  RetrievePropertiesEx: `<RetrievePropertiesExResponse xmlns="urn:vim25"/>`,
  CancelRetrievePropertiesEx: `<CancelRetrievePropertiesExResponse xmlns="urn:vim25"/>`,
}
