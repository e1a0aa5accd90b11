import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Lab, LabAppliance, LabVcenter } from '../../../tests/lab/lab.ts'
import { ZerfauxError } from '../../domain/errors.ts'

type Api = { readonly url: string; readonly token: string }

const Page = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) })

/** Adds both vCenters and both appliances, as a person would; those of an earlier run get their new addresses. */
export async function addLabSites(api: Api, lab: Lab): Promise<void> {
  await put(api, 'vcenters', 'Lab A', vcenter(lab.vcenters.a))
  await put(api, 'vcenters', 'Lab B', vcenter(lab.vcenters.b))
  await put(api, 'targets', 'Lab A', target(lab.appliances.a))
  await put(api, 'targets', 'Lab B', target(lab.appliances.b))
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

async function put(api: Api, kind: keyof typeof NEW, name: string, fields: object): Promise<void> {
  const { items } = Page.parse(await call(api, 'GET', `${kind}?limit=500`))
  const found = items.find((item) => item.name === name)
  if (found) await call(api, 'PATCH', `${kind}/${found.id}`, fields)
  else await call(api, 'POST', kind, { name, ...NEW[kind], ...fields })
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
