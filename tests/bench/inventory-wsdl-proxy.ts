/**
 * What node-vsphere-soap needs in front of the lab's vCenter: it only speaks to a server that hands out a WSDL, and
 * names the ServiceInstance without its type. Prints its port; ends when its standard input does.
 *
 *     node tests/bench/inventory-wsdl-proxy.ts PORT-OF-THE-VCENTER
 */
import { createServer, request, type RequestOptions } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { testServer } from '../../lib/drivers/vsphere/testing/test-certificates.ts'

const OPERATIONS = [
  'RetrieveServiceContent',
  'Login',
  'Logout',
  'CreateContainerView',
  'RetrievePropertiesEx',
  'ContinueRetrievePropertiesEx',
]
const vcenterPort = Number(process.argv[2])

const server = createServer(testServer, async (incoming, response) => {
  if (incoming.method === 'GET') return void response.end(wsdl())
  return forward(await text(incoming), incoming, response)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') console.log(address.port)
})
process.stdin.resume().on('end', () => process.exit(0))

function forward(body: string, incoming: IncomingMessage, response: ServerResponse): void {
  const options: RequestOptions = {
    host: '127.0.0.1',
    port: vcenterPort,
    path: '/sdk',
    method: 'POST',
    // Both ends are this test's own, on loopback.
    rejectUnauthorized: false,
    headers: { 'content-type': 'text/xml', soapaction: 'urn:vim25/6.5', cookie: incoming.headers.cookie ?? '' },
  }
  const call = request(options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  call.on('error', (error) => response.destroy(error))
  call.end(body.replace(/(<(?:\w+:)?_this)>ServiceInstance</, '$1 type="ServiceInstance">ServiceInstance<'))
}

function wsdl(): string {
  const each = (make: (name: string) => string) => OPERATIONS.map(make).join('')
  const element = (name: string) =>
    `<xsd:element name="${name}"><xsd:complexType><xsd:sequence/></xsd:complexType></xsd:element>`
  const message = (name: string) => `<message name="${name}"><part name="parameters" element="vim:${name}"/></message>`
  const body = '<soap:body use="literal"/>'
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:vim="urn:vim25" targetNamespace="urn:vim25">
<types><xsd:schema targetNamespace="urn:vim25" elementFormDefault="qualified">${each((name) => element(name) + element(`${name}Response`))}</xsd:schema></types>
${each((name) => message(name) + message(`${name}Response`))}
<portType name="VimPortType">${each((name) => `<operation name="${name}"><input message="vim:${name}"/><output message="vim:${name}Response"/></operation>`)}</portType>
<binding name="VimBinding" type="vim:VimPortType"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
${each((name) => `<operation name="${name}"><soap:operation soapAction="urn:vim25/6.5" style="document"/><input>${body}</input><output>${body}</output></operation>`)}</binding>
<service name="VimService"><port binding="vim:VimBinding" name="VimPort"><soap:address location="https://localhost/sdk"/></port></service>
</definitions>`
}
