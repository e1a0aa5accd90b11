import type { ParsedKey } from 'ssh2'
import type { DatasetName } from '../../domain/zfs-names.ts'
import type { DatasetState } from '../../domain/zfs-state.ts'
import type { SshAppliance } from './ssh-appliance.ts'

export type TransferSource = {
  readonly appliance: SshAppliance
  /** Connections for relayed streams alone: looks and kills do not queue up behind them. */
  readonly bulk: SshAppliance
  readonly name: string
  readonly dataset: DatasetName
}
/** The key that can only receive, and where: the one that is lent. */
export type ReceiveAccess = {
  readonly username: string
  readonly key: ParsedKey
  readonly prefix: DatasetName
  readonly address: { readonly host: string; readonly port: number }
}
export type TransferTarget = TransferSource & {
  /** How a source gets in. @throws where it cannot */
  door(): ReceiveAccess
  observe(): Promise<DatasetState | null>
}
export type TransferOutcome = { readonly ok: boolean; readonly exitCode: number }
