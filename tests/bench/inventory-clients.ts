/** The clients that read the same 10,000 VMs, each as a command of its own. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { managedTypes } from '../../lib/drivers/vsphere/schema/vim-objects.ts'
import { serialiseRequest } from '../../lib/drivers/vsphere/soap/serialise-request.ts'
import type { LabVcenter } from '../lab/lab.ts'
import { prepareCommit } from './inventory-commit.ts'

const run = promisify(execFile)
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
/** What our driver asks of each VM; everybody is asked for the same. */
const PROPERTIES = Object.keys(managedTypes.VirtualMachine)

export type Client = {
  readonly name: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** What stands in its output once for each VM; null where it counts by itself. */
  readonly eachVm: RegExp | null
  readonly end?: () => void
}

/** Signs in and makes the view beforehand: only the answer itself is measured. */
export async function curl(
  { host, port, username, password, ca_pem_path: ca }: LabVcenter,
  directory: string,
): Promise<Client> {
  const jar = join(directory, 'cookies')
  const url = `https://${host}:${port}/sdk`
  const post = [
    '-sS',
    '--fail',
    '--cacert',
    ca,
    '-b',
    jar,
    '-c',
    jar,
    '-H',
    'Content-Type: text/xml',
    '-H',
    'SOAPAction: urn:vim25/6.5',
    url,
    '--data-binary',
  ]
  const sessionManager = { type: 'SessionManager', value: 'SessionManager' }
  await run('curl', [...post, serialiseRequest('Login', { _this: sessionManager, userName: username, password })])
  const viewManager = { type: 'ViewManager', value: 'ViewManager' }
  const container = { type: 'Folder', value: 'group-d1' }
  const made = await run('curl', [
    ...post,
    serialiseRequest('CreateContainerView', {
      _this: viewManager,
      container,
      type: ['VirtualMachine'],
      recursive: true,
    }),
  ])
  const view = { type: 'ContainerView', value: />([^<]+)<\/returnval>/.exec(made.stdout)?.[1] ?? '' }
  const members = { $type: 'TraversalSpec', name: 'members', type: 'ContainerView', path: 'view', skip: false } as const
  const specSet = [
    {
      propSet: [{ type: 'VirtualMachine', all: false, pathSet: PROPERTIES }],
      objectSet: [{ obj: view, skip: true, selectSet: [members] }],
    },
  ]
  const collector = { type: 'PropertyCollector', value: 'propertyCollector' }
  const request = serialiseRequest('RetrievePropertiesEx', { _this: collector, specSet, options: {} })
  return {
    name: 'curl, the same request in one page (floor)',
    command: ['curl', ...post, request],
    eachVm: /<obj type="VirtualMachine">/g,
  }
}

/** From PATH, or where ZERFAUX_GOVC says. It is built from Debian's source package of govmomi; null without it. */
export async function govc({ host, port, username, password }: LabVcenter): Promise<Client | null> {
  const places = [
    process.env['ZERFAUX_GOVC'] ?? '',
    ...(process.env['PATH'] ?? '').split(delimiter).map((path) => join(path, 'govc')),
  ]
  const program = await firstThere(places)
  if (program === null) return null
  const env = {
    GOVC_URL: `https://${host}:${port}/sdk`,
    GOVC_USERNAME: username,
    GOVC_PASSWORD: password,
    GOVC_INSECURE: '1',
    GOVC_PERSIST_SESSION: 'false',
  }
  return {
    name: 'govc object.collect -json',
    command: [program, 'object.collect', '-json', '-type', 'm', '/', ...PROPERTIES],
    env,
    eachVm: /"Kind": "enter"/g,
  }
}

export function pyvmomi({ host, port, username, password }: LabVcenter): Client {
  const command = [
    '/usr/bin/python3',
    here('../lab/peers/pyvmomi-inventory.py'),
    host,
    String(port),
    username,
    password,
  ]
  return { name: 'pyvmomi', command, eachVm: /^\{/gm }
}

/** The proxy that hands it a WSDL is a process of its own, and not measured. */
export async function nodeVsphereSoap({ port, username, password }: LabVcenter): Promise<Client> {
  const proxy = spawn(process.execPath, [here('inventory-wsdl-proxy.ts'), String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [proxyPort] = await once(proxy.stdout, 'data')
  const reader = here('inventory-node-vsphere-soap.ts')
  const command = [process.execPath, reader, String(proxyPort).trim(), username, ...PROPERTIES]
  return {
    name: 'node-vsphere-soap',
    command,
    env: { VCENTER_PASSWORD: password },
    eachVm: /^\{"obj"/gm,
    end: () => proxy.stdin.end(),
  }
}

export function ours(vcenter: LabVcenter): Client[] {
  const { host, port, username, password, tls_thumbprint_sha256: thumbprint } = vcenter
  const client = (name: string, mode: string): Client => ({
    name,
    command: [
      process.execPath,
      // As worker-plan.ts starts a worker.
      '--max-semi-space-size=8',
      '--conditions=react-server',
      '--import',
      here('../../lib/cli/launch/quick-imports.mjs'),
      here('inventory-ours.ts'),
      mode,
      host,
      String(port),
      username,
      thumbprint,
    ],
    env: { VCENTER_PASSWORD: password },
    eachVm: null,
  })
  return [
    client('Zerfaux, reading', 'read'),
    ...(prepareCommit ? [client('Zerfaux, reading and committing', 'commit')] : []),
  ]
}

async function firstThere(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    if (path === '') continue
    const there = await access(path).then(
      () => true,
      () => false,
    )
    if (there) return path
  }
  return null
}
