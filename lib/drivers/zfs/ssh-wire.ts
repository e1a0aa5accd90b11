/** Reads the length-prefixed fields of SSH messages (RFC 4251 §5). Null from then on when they are cut short. */
export class SshReader {
  readonly #bytes: Buffer
  #at = 0
  #broken = false

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  byte(): number | null {
    return this.#take(1)?.[0] ?? null
  }

  uint32(): number | null {
    return this.#take(4)?.readUInt32BE() ?? null
  }

  string(): Buffer | null {
    const length = this.uint32()
    return length === null ? null : this.#take(length)
  }

  text(): string | null {
    return this.string()?.toString('utf8') ?? null
  }

  /** Every byte was read, and none was missing. */
  get complete(): boolean {
    return !this.#broken && this.#at === this.#bytes.length
  }

  #take(length: number): Buffer | null {
    if (this.#broken || this.#at + length > this.#bytes.length) {
      this.#broken = true
      return null
    }
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }
}

export function sshString(bytes: Buffer | string): Buffer {
  const content = Buffer.from(bytes)
  return Buffer.concat([uint32(content.length), content])
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
