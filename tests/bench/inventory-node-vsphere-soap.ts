/**
 * Reads the VM inventory with node-vsphere-soap, an independent client. It needs inventory-wsdl-proxy.ts in front, and
 * switches off certificate checks for its whole process: never import this, only start it as a child.
 *
 *     VCENTER_PASSWORD=… node tests/bench/inventory-node-vsphere-soap.ts PROXY-PORT USER PROPERTY…
 *
 * Prints one JSON line for each VM, as the answer had it, then one with its longest event-loop block.
 */
import { createRequire } from 'node:module'
import { watchLoop } from './inventory-loop-block.ts'

type Answer = Record<string, unknown> & { readonly returnval?: Record<string, unknown> }
type Emitter = {
  once(event: 'result', take: (answer: Answer) => void): Emitter
  once(event: 'error', take: (error: unknown) => void): Emitter
}
type Client = {
  serviceContent: Record<string, unknown>
  once(event: string, take: (error?: unknown) => void): void
  runCommand(method: string, parameters: unknown): Emitter
}

const PAGE = 1_000
const [proxyPort = '', user = '', ...paths] = process.argv.slice(2)
const { Client } = createRequire(import.meta.url)('node-vsphere-soap') as {
  Client: new (host: string, user: string, password: string, verify: boolean) => Client
}

const longestBlock = watchLoop()
const client = new Client(`127.0.0.1:${proxyPort}`, user, process.env['VCENTER_PASSWORD'] ?? '', false)
await new Promise<void>((ready, failed) => {
  client.once('ready', () => ready())
  client.once('error', failed)
})

const view = await call('CreateContainerView', {
  _this: client.serviceContent['viewManager'],
  container: client.serviceContent['rootFolder'],
  type: 'VirtualMachine',
  recursive: true,
})
let page = await call('RetrievePropertiesEx', {
  _this: client.serviceContent['propertyCollector'],
  specSet: {
    propSet: { type: 'VirtualMachine', all: false, pathSet: paths },
    objectSet: {
      obj: view.returnval,
      skip: true,
      selectSet: {
        attributes: { 'xsi:type': 'TraversalSpec' },
        name: 'view',
        type: 'ContainerView',
        path: 'view',
        skip: false,
      },
    },
  },
  options: { maxObjects: PAGE },
})
for (;;) {
  for (const object of [page.returnval?.['objects'] ?? []].flat()) console.log(JSON.stringify(object))
  const token = page.returnval?.['token']
  if (token === undefined) break
  page = await call('ContinueRetrievePropertiesEx', { _this: client.serviceContent['propertyCollector'], token })
}
await call('Logout', { _this: client.serviceContent['sessionManager'] })
console.log(JSON.stringify({ blockedMs: longestBlock() }))

function call(method: string, parameters: unknown): Promise<Answer> {
  return new Promise((resolve, reject) =>
    client.runCommand(method, parameters).once('result', resolve).once('error', reject),
  )
}
