import { readFileSync } from 'node:fs'
import type { SshZfsSite } from '../../../lib/drivers/zfs/ssh-zfs-driver.ts'
import type { LabAppliance } from '../lab.ts'

/** How the driver signs in to an appliance of the lab. */
export function labSite(appliance: LabAppliance, name: string, username = appliance.username): SshZfsSite {
  return {
    name,
    host: appliance.host,
    port: appliance.port,
    username,
    signIn: { privateKey: readFileSync(appliance.private_key_path, 'utf8') },
    hostKeySha256: appliance.host_key_sha256,
    replicationAddress: { host: appliance.replication_address, port: 22 },
  }
}
