import { readFileSync } from 'node:fs'
import type { ServiceContext } from '../../lib/services/context.ts'
import { labAppliance, type Site } from '../lab/lab.ts'
import { runOnboarding } from '../lab/prepare-appliances.ts'

/** An appliance of the lab as a person adds it, prepared by the commands that the product shows. Needs bench-database.ts. */
export async function addLabTarget(ctx: ServiceContext, site: Site): Promise<string> {
  const { createTarget } = await import('../../lib/services/targets/create-target.ts')
  const { getOnboarding } = await import('../../lib/services/targets/onboarding.ts')
  const appliance = labAppliance(site)
  const { host, port, username, private_key_path: path, replication_address, host_key_sha256 } = appliance.info()
  const { id } = await createTarget(ctx, {
    name: site,
    driver: 'ssh',
    host,
    port,
    username,
    privateKey: readFileSync(path, 'utf8'),
    hostKeySha256: host_key_sha256,
    pool: 'tank',
    replicationAddress: `${replication_address}:22`,
  })
  const { commands } = await getOnboarding(ctx, { id })
  await runOnboarding(appliance, username, commands)
  return id
}
