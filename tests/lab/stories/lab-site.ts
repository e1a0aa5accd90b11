import { readFileSync } from 'node:fs'
import { DatasetName } from '../../../lib/domain/zfs-names.ts'
import type { SshZfsSite } from '../../../lib/drivers/zfs/ssh-zfs-driver.ts'
import { labReceiveKey } from '../prepare-appliances.ts'
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
    receive: { privateKey: labReceiveKey().privateKey, prefix: DatasetName.parse(appliance.pool) },
    replicationAddress: { host: appliance.replication_address, port: 22 },
  }
}
