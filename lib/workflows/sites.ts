import { createHash } from 'node:crypto'
import type { Db } from '../db/client.ts'
import { getTarget, type TargetRow } from '../db/replication-targets.ts'
import { open } from '../db/secrets.ts'
import { getVcenter, type VcenterRow } from '../db/vcenter-connections.ts'
import { ZerfauxError } from '../domain/errors.ts'
import type { DatasetName } from '../domain/zfs-names.ts'
import { SoapVsphereDriver } from '../drivers/vsphere/soap-vsphere-driver.ts'
import { SimulatedVsphereDriver } from '../drivers/vsphere/simulated-vsphere-driver.ts'
import type { VsphereDriver } from '../drivers/vsphere/vsphere-driver.ts'
import { BatchingZfsDriver } from '../drivers/zfs/batching-zfs-driver.ts'
import { SimulatedZfsDriver } from '../drivers/zfs/simulated-zfs-driver.ts'
import { SshZfsDriver } from '../drivers/zfs/ssh-zfs-driver.ts'
import type { ZfsDriver } from '../drivers/zfs/zfs-driver.ts'
import { baseOf } from './check-appliance.ts'
import { simulatedApplianceStore, simulatedSpeed, simulatedVcenterStore } from './simulated-sites.ts'

type Kept<Driver> = { readonly fingerprint: string; readonly driver: Driver }

/**
 * From a row to its driver, simulated or real, chosen by the row alone. Keeps one driver, hence one
 * connection, per site for as long as its settings stay.
 */
export class Sites {
  readonly #db: Db
  readonly #vcenters = new Map<string, Kept<VsphereDriver>>()
  readonly #appliances = new Map<string, Kept<ZfsDriver>>()

  constructor(db: Db) {
    this.#db = db
  }

  async vcenter(id: string): Promise<VsphereDriver> {
    return this.vcenterOf(await getVcenter(this.#db, id))
  }

  vcenterOf(row: VcenterRow): VsphereDriver {
    return keep(
      this.#vcenters,
      row.id,
      [row.driver, row.host, row.port, row.username, row.sealedPassword, row.tlsThumbprintSha256, row.tlsCaPem],
      () => {
        const password = open(row.sealedPassword, {
          table: 'vcenter_connections',
          id: row.id,
          column: 'sealed_password',
        })
        const { host, port, username } = row
        if (row.driver === 'simulated')
          return new SimulatedVsphereDriver(simulatedVcenterStore(this.#db, host), { host, username, password })
        return new SoapVsphereDriver({ host, port, username, password, trust: trustOf(row) })
      },
    )
  }

  async appliance(id: string): Promise<ZfsDriver> {
    return this.applianceOf(await getTarget(this.#db, id))
  }

  applianceOf(row: TargetRow): ZfsDriver {
    const settings = [
      row.driver,
      row.host,
      row.port,
      row.username,
      row.sealedPrivateKey,
      row.sealedPassword,
      row.hostKeySha256,
      row.sealedReceiveKey,
      row.pool,
      row.datasetPrefix,
      row.replicationAddress,
    ]
    return keep(this.#appliances, row.id, settings, () => {
      const { name, host, port, username, hostKeySha256 } = row
      if (row.driver === 'simulated') {
        const store = simulatedApplianceStore(this.#db, host, row.pool)
        return new BatchingZfsDriver(new SimulatedZfsDriver(store, simulatedSpeed(host)))
      }
      return new BatchingZfsDriver(
        new SshZfsDriver({
          name,
          host,
          port,
          username,
          hostKeySha256,
          signIn: signInOf(row),
          receive: receiveKeyOf(row),
          replicationAddress: replicationAddressOf(row),
        }),
      )
    })
  }

  async close(): Promise<void> {
    const kept = [...this.#vcenters.values(), ...this.#appliances.values()]
    this.#vcenters.clear()
    this.#appliances.clear()
    await Promise.allSettled(kept.map(({ driver }) => driver.close()))
  }
}

/** Changed settings make a new driver; the old one ends its connection. */
function keep<Driver extends { close(): Promise<void> }>(
  kept: Map<string, Kept<Driver>>,
  id: string,
  settings: readonly unknown[],
  make: () => Driver,
): Driver {
  const fingerprint = createHash('sha256').update(JSON.stringify(settings)).digest('base64')
  const known = kept.get(id)
  if (known?.fingerprint === fingerprint) return known.driver
  void known?.driver.close().catch(() => {})
  const driver = make()
  kept.set(id, { fingerprint, driver })
  return driver
}

function trustOf(row: VcenterRow): { thumbprintSha256: string } | { caPem: string } {
  if (row.tlsThumbprintSha256) return { thumbprintSha256: row.tlsThumbprintSha256 }
  if (row.tlsCaPem) return { caPem: row.tlsCaPem }
  throw new ZerfauxError('precondition_failed', `No certificate or CA is trusted for vCenter ${row.name}`, {
    hint: 'Probe the vCenter, compare the thumbprint and save it with the connection.',
  })
}

function signInOf(row: TargetRow): { privateKey: string } | { password: string } {
  const place = { table: 'replication_targets', id: row.id }
  if (row.sealedPrivateKey)
    return { privateKey: open(row.sealedPrivateKey, { ...place, column: 'sealed_private_key' }) }
  if (row.sealedPassword) return { password: open(row.sealedPassword, { ...place, column: 'sealed_password' }) }
  throw new ZerfauxError('precondition_failed', `Neither key nor password is stored for ${row.name}`, {
    hint: 'Enter the private key or the password of its user.',
  })
}

function receiveKeyOf(row: TargetRow): { privateKey: string; prefix: DatasetName } | null {
  if (row.sealedReceiveKey === null) return null
  const place = { table: 'replication_targets', id: row.id, column: 'sealed_receive_key' }
  return { privateKey: open(row.sealedReceiveKey, place), prefix: baseOf(row) }
}

function replicationAddressOf(row: TargetRow): { host: string; port: number } {
  if (!row.replicationAddress) return { host: row.host, port: row.port }
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(row.replicationAddress)
  const plain = /^([^:]+)(?::(\d+))?$/.exec(row.replicationAddress)
  const [, host = row.replicationAddress, port = '22'] = bracketed ?? plain ?? []
  return { host, port: Number(port) }
}
