import type { Readable, Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { ClientChannel } from 'ssh2'
import { ZerfauxError } from '../../domain/errors.ts'
import { ForwardedAgent } from './forwarded-agent.ts'
import { ChannelRefused, connectSsh, type SshConnection, type SshEndpoint } from './ssh-connection.ts'

export type CommandResult = { readonly exitCode: number; readonly stdout: string; readonly stderr: string }

export type CommandOptions = {
  /** Takes over the command's stdin, which stays open until the taker ends it or we are gone. */
  readonly stdin?: (input: Writable) => void
  /** Takes over what it prints; nothing of it is kept. */
  readonly stdout?: (output: Readable) => void
  readonly agentForward?: boolean
  /** Each whole line as it comes. Lines that it returns true for are not kept. */
  readonly onErrorLine?: (line: string) => boolean
  /** Lets go of the command without waiting for its end. */
  readonly signal?: AbortSignal
}

const MAX_OUTPUT_BYTES = 32 * 1024 * 1024

/**
 * Runs commands on one host over a kept connection: single-flight connect, many channels, a
 * further connection only where the server's `MaxSessions` is reached, a new one after a loss.
 */
export class SshAppliance {
  readonly agent = new ForwardedAgent()
  readonly #endpoint: SshEndpoint
  readonly #name: string
  #connections: SshConnection[] = []
  #connecting: Promise<SshConnection> | null = null

  constructor(name: string, endpoint: SshEndpoint) {
    this.#name = name
    this.#endpoint = endpoint
  }

  /** @throws `unreachable` when the connection is lost before the command has ended. */
  async run(command: string, options: CommandOptions = {}): Promise<CommandResult> {
    for (let tries = 0; ; tries++) {
      options.signal?.throwIfAborted()
      const connection = await this.#reserve()
      try {
        const forward = options.agentForward ?? false
        return await connection.exec(command, forward, this.#name, (channel) => this.#collect(channel, options))
      } catch (error) {
        if (!(error instanceof ChannelRefused)) throw error
        if (tries === 5) throw new ZerfauxError('unreachable', `${this.#name} opens no session`, { cause: error })
        connection.limit = Math.max(1, connection.active - 1)
        // The server may not have noticed yet that earlier commands have ended.
        if (connection.active === 1) await wait(100)
      } finally {
        connection.active--
      }
    }
  }

  /** The full host key that was verified against the pin. */
  async hostKey(): Promise<Buffer> {
    return (await this.#any()).hostKey
  }

  async software(): Promise<string> {
    return (await this.#any()).software
  }

  async close(): Promise<void> {
    const connections = this.#connections
    this.#connections = []
    await Promise.all(
      connections.map(
        (connection) =>
          new Promise<void>((resolve) => {
            if (!connection.alive) return resolve()
            connection.client.once('close', () => resolve())
            connection.end()
          }),
      ),
    )
  }

  /** A connection with room for one more command, which is counted already. */
  async #reserve(): Promise<SshConnection> {
    for (;;) {
      const free = this.#alive().find(({ active, limit }) => active < limit)
      if (free) {
        free.active++
        return free
      }
      await this.#connect()
    }
  }

  async #any(): Promise<SshConnection> {
    return this.#alive()[0] ?? this.#connect()
  }

  #alive(): SshConnection[] {
    this.#connections = this.#connections.filter(({ alive }) => alive)
    return this.#connections
  }

  #connect(): Promise<SshConnection> {
    this.#connecting ??= connectSsh(this.#endpoint, this.agent)
      .then((connection) => {
        this.#connections.push(connection)
        return connection
      })
      .finally(() => (this.#connecting = null))
    return this.#connecting
  }

  #collect(channel: ClientChannel, { stdin, stdout, onErrorLine, signal }: CommandOptions): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      const output: Buffer[] = []
      const complaints: string[] = []
      let size = 0
      let exitCode: number | null = null
      let line = ''

      const fail = (error: unknown) => {
        reject(error)
        channel.close()
      }
      const count = (bytes: number) => {
        size += bytes
        if (size > MAX_OUTPUT_BYTES)
          fail(new ZerfauxError('remote_rejected', `${this.#name} answered with more than ${MAX_OUTPUT_BYTES} bytes`))
      }
      const complain = (text: string) => {
        if (onErrorLine?.(text)) return
        count(text.length)
        complaints.push(text)
      }
      if (stdout) stdout(channel)
      else {
        channel.on('data', (chunk: Buffer) => {
          count(chunk.length)
          output.push(chunk)
        })
      }
      channel.stderr.setEncoding('utf8')
      channel.stderr.on('data', (chunk: string) => {
        const lines = (line + chunk).split('\n')
        line = lines.pop() ?? ''
        lines.forEach(complain)
      })
      channel.on('exit', (code: number | null) => (exitCode = code ?? 255))
      channel.on('error', fail)
      channel.on('close', () => {
        signal?.removeEventListener('abort', onAbort)
        if (line !== '') complain(line)
        if (exitCode === null) return reject(this.#lost())
        resolve({ exitCode, stdout: Buffer.concat(output).toString('utf8'), stderr: complaints.join('\n') })
      })
      const onAbort = () => fail(signal?.reason)
      if (signal?.aborted) return onAbort()
      signal?.addEventListener('abort', onAbort, { once: true })
      if (stdin) stdin(channel)
      else channel.end()
    })
  }

  #lost(): ZerfauxError {
    return new ZerfauxError('unreachable', `The connection to ${this.#name} was lost`, {
      hint: 'It is tried again by itself; check the network if it goes on.',
    })
  }
}
