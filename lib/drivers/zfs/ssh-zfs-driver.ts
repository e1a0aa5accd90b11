import type { ApplianceHealth } from '../../domain/appliance-health.ts'
import type { OnboardingFacts, OnboardingRole } from '../../domain/appliance-onboarding.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetName, PoolName } from '../../domain/zfs-names.ts'
import type {
  DatasetState,
  DecodedToken,
  ListedDataset,
  SendEstimate,
  SendStep,
  ZfsChange,
} from '../../domain/zfs-state.ts'
import { applyMany } from './apply-many.ts'
import { applyCommands, parseRefusal } from './apply-script.ts'
import type { SurveyedDataset } from '../../domain/zfs-survey.ts'
import { describeChange, refusedDataset } from './describe-change.ts'
import { listBelow } from './list-datasets.ts'
import { missingPermissions } from './missing-permissions.ts'
import { readDatasets } from './read-datasets.ts'
import { isResumeToken, parseResumeToken } from './parse-resume-token.ts'
import { parseEstimate } from './parse-send-progress.ts'
import { readOnboarding } from './onboarding-facts.ts'
import { readHealth } from './read-health.ts'
import { checkReceiveKey } from './receive-key-check.ts'
import { remoteScript } from './remote-script.ts'
import { estimateCommand } from './send-script.ts'
import { shellQuote } from './shell-quote.ts'
import { SshAppliance, type CommandResult } from './ssh-appliance.ts'
import { parsePrivateKey, type SshSignIn } from './ssh-sign-in.ts'
import { runTransfer } from './ssh-transfer.ts'
import type { ReceiveAccess, TransferSource, TransferTarget } from './transfer-ends.ts'
import { surveyBelow } from './survey.ts'
import type { Destination, Order, Watch, ZfsDriver } from './zfs-driver.ts'
import { zfsError } from './zfs-errors.ts'
import { permissionsFor, receivePermissions } from './zfs-permissions.ts'

export type SshZfsSite = {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly username: string
  readonly signIn: SshSignIn
  readonly hostKeySha256: string
  /** The key that is lent to sources, and below what it may receive. None: nothing is received directly. */
  readonly receive: { readonly privateKey: string; readonly prefix: DatasetName } | null
  /** Where other appliances reach this one. */
  readonly replicationAddress: { readonly host: string; readonly port: number }
}

/** A storage appliance with OpenZFS ≥ 2.1, reached over SSH. Needs a POSIX login shell; to send from it, bash and OpenSSH ≥ 8.5. */
export class SshZfsDriver implements ZfsDriver {
  readonly kind = 'ssh'
  readonly #site: SshZfsSite
  readonly #appliance: SshAppliance
  readonly #bulk: SshAppliance

  constructor(site: SshZfsSite) {
    this.#site = site
    this.#appliance = new SshAppliance(site.name, site)
    this.#bulk = new SshAppliance(site.name, { ...site, patient: true })
  }

  async health(pool: PoolName, prefix?: DatasetName): Promise<ApplianceHealth> {
    return readHealth(this.#appliance, this.#site.name, pool, prefix ?? null)
  }

  async observe(dataset: DatasetName): Promise<DatasetState | null> {
    return (await this.observeMany([dataset])).get(dataset) ?? null
  }

  async observeMany(datasets: readonly DatasetName[]): Promise<ReadonlyMap<DatasetName, DatasetState | null>> {
    return readDatasets(this.#appliance, this.#site.name, datasets)
  }

  async listBelow(parent: DatasetName): Promise<readonly ListedDataset[]> {
    return listBelow(this.#appliance, this.#site.name, parent)
  }

  async survey(root: DatasetName): Promise<readonly SurveyedDataset[]> {
    return surveyBelow(this.#appliance, this.#site.name, root)
  }

  async apply(changes: readonly ZfsChange[]): Promise<void> {
    await this.#apply(applyCommands(changes), changes)
  }

  async applyAndObserve(changes: readonly ZfsChange[], dataset: DatasetName): Promise<DatasetState | null> {
    const seen = await this.#apply(applyCommands(changes, [dataset]), changes)
    const states = await readDatasets(this.#appliance, this.#site.name, [dataset], seen)
    return states.get(dataset) ?? null
  }

  /** What the last script printed, with its look afterwards; null where there was nothing to do. */
  async #apply(
    commands: ReturnType<typeof applyCommands>,
    changes: readonly ZfsChange[],
  ): Promise<CommandResult | null> {
    let seen: CommandResult | null = null
    for (const { first, command } of commands) {
      const result = await this.#appliance.run(command)
      seen = result
      if (result.exitCode === 0) continue
      const refusal = parseRefusal(result.stdout)
      const change = refusal && changes[first + refusal.change]
      if (!change) throw this.#refused('change anything', result)
      throw await this.#refusedChange(change, refusal.said, result.exitCode)
    }
    return seen
  }

  async applyAndObserveMany(orders: readonly Order[]): Promise<readonly PromiseSettledResult<DatasetState | null>[]> {
    const refused = this.#refusedChange.bind(this)
    const together = await applyMany(this.#appliance, this.#site.name, orders, refused)
    return together ?? Promise.allSettled(orders.map(({ changes, dataset }) => this.applyAndObserve(changes, dataset)))
  }

  #refusedChange(change: ZfsChange, said: string, exitCode: number): Promise<ZerfauxError> {
    const error = zfsError(`${describeChange(change)} on ${this.#site.name}`, said, exitCode)
    return this.#explained(error, refusedDataset(change), permissionsFor(change))
  }

  async decodeToken(dataset: DatasetName, token: string): Promise<DecodedToken> {
    if (!isResumeToken(token)) throw staleToken('it is damaged')
    const result = await this.#appliance.run(dryRun(['-t', token]))
    if (result.exitCode !== 0)
      throw await this.#explained(this.#refused(`resume a send of ${dataset}`, result), dataset, ['send'])
    const decoded = parseResumeToken(result.stdout)
    if (!decoded) throw staleToken('it names no snapshot')
    if (!decoded.toName.startsWith(`${dataset}@`)) throw staleToken(`it is for ${decoded.toName}, not for ${dataset}`)
    return decoded
  }

  async estimate(dataset: DatasetName, step: SendStep): Promise<SendEstimate> {
    if (step.kind === 'resume') {
      return { bytes: (await this.decodeToken(dataset, step.token)).bytesRemaining, logicalBytes: null }
    }
    const result = await this.#appliance.run(estimateCommand(dataset, step))
    if (result.exitCode === 0) return parseEstimate(result.stdout)
    throw await this.#explained(this.#refused(`estimate a send of ${dataset}@${step.to.name}`, result), dataset, [
      'send',
    ])
  }

  async send(dataset: DatasetName, step: SendStep, to: Destination, watch: Watch): Promise<void> {
    const target = to.appliance
    if (!(target instanceof SshZfsDriver)) {
      throw new ZerfauxError(
        'precondition_failed',
        `${this.#site.name} can only send to another appliance that is reached over SSH`,
      )
    }
    if (step.kind === 'resume' && !isResumeToken(step.token)) throw staleToken('it is damaged')
    const parties = {
      source: this.#asSource(dataset),
      target: target.#asTarget(to.dataset),
    }
    await runTransfer(parties, step, to, watch, (error, missingOn) => {
      const [driver, at] = missingOn === 'source' ? [this, dataset] : [target, to.dataset]
      return driver.#explained(error, at, missingOn === 'source' ? ['send'] : receivePermissions)
    })
  }

  async onboarding(role: OnboardingRole, base: DatasetName): Promise<OnboardingFacts> {
    const { name, signIn, receive } = this.#site
    const key = 'privateKey' in signIn ? parsePrivateKey(signIn.privateKey).getPublicSSH() : null
    const seen = await readOnboarding(this.#appliance, role, base, key)
    if (role === 'source' || receive === null) return { ...seen, receiveKey: null }
    const endpoint = { ...this.#site, signIn: { privateKey: receive.privateKey } }
    return { ...seen, receiveKey: await checkReceiveKey(endpoint, name) }
  }

  async close(): Promise<void> {
    await Promise.all([this.#appliance.close(), this.#bulk.close()])
  }

  #asSource(dataset: DatasetName): TransferSource {
    return { appliance: this.#appliance, bulk: this.#bulk, name: this.#site.name, dataset }
  }

  #asTarget(dataset: DatasetName): TransferTarget {
    return { ...this.#asSource(dataset), door: () => this.#door(), observe: () => this.observe(dataset) }
  }

  #door(): ReceiveAccess {
    const { name, username, receive, replicationAddress } = this.#site
    if (receive === null) {
      throw new ZerfauxError('precondition_failed', `${name} has no receive key, so no source can send to it`, {
        hint: `Make one on the page “Prepare this appliance” of ${name}, and run the commands shown there; or send by relay.`,
      })
    }
    return { username, key: parsePrivateKey(receive.privateKey), prefix: receive.prefix, address: replicationAddress }
  }

  /** A refused permission, by its name; any other error as it is. */
  async #explained(error: ZerfauxError, dataset: DatasetName, needed: readonly string[]): Promise<ZerfauxError> {
    if (error.code !== 'permission_missing') return error
    return missingPermissions(this.#appliance, error, dataset, needed)
  }

  #refused(doing: string, result: CommandResult): ZerfauxError {
    return zfsError(`${doing} on ${this.#site.name}`, result.stderr || result.stdout, result.exitCode)
  }
}

function dryRun(args: readonly string[]): string {
  return remoteScript('sh', 'zfx-estimate', shellQuote(['exec', 'zfs', 'send', '-n', '-v', '-P', ...args]))
}

function staleToken(found: string): ZerfauxError {
  return new ZerfauxError('resume_token_stale', `The resume token cannot be used: ${found}`, {
    hint: 'Discard the partial receive on the target, then run again.',
  })
}
