import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { labAppliance, type Lab, type LabAppliance, type LabVcenter } from '../../../tests/lab/lab.ts'
import { ZerfauxError } from '../../domain/errors.ts'

type Api = { readonly url: string; readonly token: string }

const Made = z.object({ id: z.string() })
const Commands = z.object({ commands: z.string() })
const Page = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) })

/** Adds both vCenters and both appliances, as a person would; those of an earlier run get their new addresses. */
export async function addLabSites(api: Api, lab: Lab): Promise<void> {
  await put(api, 'vcenters', 'Lab A', vcenter(lab.vcenters.a))
  await put(api, 'vcenters', 'Lab B', vcenter(lab.vcenters.b))
  for (const site of ['a', 'b'] as const) {
    const id = await put(api, 'targets', `Lab ${site.toUpperCase()}`, target(lab.appliances[site]))
    // What the page "Prepare this appliance" shows, as the person at the appliance would run it.
    const { commands } = Commands.parse(await call(api, 'GET', `targets/${id}/onboarding`))
    await labAppliance(site, lab.run).mustRun(commands)
  }
}

function vcenter({ host, port, username, password, tls_thumbprint_sha256 }: LabVcenter) {
  return { host, port, username, password, tls_thumbprint_sha256 }
}

function target(appliance: LabAppliance) {
  const { host, port, username, host_key_sha256, nfs_address, replication_address, pool, private_key_path } = appliance
  const private_key = readFileSync(private_key_path, 'utf8')
  return {
    host,
    port,
    username,
    private_key,
    host_key_sha256,
    nfs_address,
    // Where the other appliance reaches it; the port above is this machine's way in.
    replication_address: `${replication_address}:22`,
    pool,
    dataset_prefix: 'zerfaux',
  }
}

const NEW = { vcenters: { driver: 'vsphere' }, targets: { driver: 'ssh' } } as const

async function put(api: Api, kind: keyof typeof NEW, name: string, fields: object): Promise<string> {
  const { items } = Page.parse(await call(api, 'GET', `${kind}?limit=500`))
  const found = items.find((item) => item.name === name)
  if (!found) return Made.parse(await call(api, 'POST', kind, { name, ...NEW[kind], ...fields })).id
  await call(api, 'PATCH', `${kind}/${found.id}`, fields)
  return found.id
}

async function call({ url, token }: Api, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${url}/api/replication/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (answer.ok) return answer.json()
  throw new ZerfauxError('remote_rejected', `${method} ${path}: ${answer.status} ${await answer.text()}`)
}
