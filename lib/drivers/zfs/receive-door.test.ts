import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DatasetName } from '../../domain/zfs-names.ts'
import { DOOR_REFUSED, DOOR_SCRIPT, DOOR_VERSION } from './receive-door-script.ts'
import { authorizedKeysLine, CHECK_REQUEST, receiveInline, receiveRequest } from './receive-door.ts'

const PUBLIC_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1VhkfVbRk7LqmiR3B2pJ0AB8qkEFxYk3fXcU4p0aZd someone@somewhere'
const replica = DatasetName.parse('tank/dr/g1')

let folder = ''
let door = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zfx-door-'))
  door = join(folder, 'receive-door')
  // Of this test's own Node, so that the machine needs no zstd.
  script(
    'zstd',
    `exec '${process.execPath}' -e 'process.stdin.pipe(require("zlib").createZstdDecompress()).pipe(process.stdout)'`,
  )
  script(
    'zfs',
    'printf "%s\\n" "$*" >> "$(dirname "$0")/calls"; [ "$1" = get ] && { printf "on\\nnoauto\\noff\\n"; exit; }; cat > "$(dirname "$0")/received"',
  )
  script('receive-door', withOwnPath(DOOR_SCRIPT))
})
beforeEach(() => {
  writeFileSync(join(folder, 'calls'), '')
  writeFileSync(join(folder, 'received'), '')
})
afterAll(() => rmSync(folder, { recursive: true }))

const [plainHead, packageHead] = [header(1), header(2)]

describe('the receive door', () => {
  test('receives a stream byte for byte, with options that nobody can choose', () => {
    const stream = Buffer.concat([plainHead, Buffer.from(Array.from({ length: 70_000 }, (_, at) => at % 256))])
    const { status, stderr } = ask(receiveRequest({ transferId: 'job-1', replica, wire: 'plain' }), stream)
    expect([status, stderr]).toEqual([0, ''])
    expect(calls()[0]).toBe(
      'receive -s -u -x mountpoint -x sharenfs -o readonly=on -o canmount=noauto -o atime=off tank/dr/g1',
    )
    expect(received().equals(stream)).toBe(true)
  })

  test('receives a compressed stream', () => {
    const stream = Buffer.concat([plainHead, Buffer.alloc(100_000, 'zerfaux')])
    expect(ask('zfx-receive receive job-1 tank/dr/g1 zstd', zstdCompressSync(stream)).status).toBe(0)
    expect(received().equals(stream)).toBe(true)
  })

  test.each(['plain', 'zstd'] as const)('puts a buffer in front of a %s stream where there is one', (wire) => {
    script('mbuffer', 'echo "mbuffer $*" >> "$(dirname "$0")/calls"; cat')
    const stream = Buffer.concat([plainHead, Buffer.alloc(100_000, 'zerfaux')])
    const { status } = ask(
      `zfx-receive receive job-1 tank/dr/g1 ${wire}`,
      wire === 'zstd' ? zstdCompressSync(stream) : stream,
    )
    rmSync(join(folder, 'mbuffer'))
    expect(status).toBe(0)
    expect(calls()).toContain('mbuffer -q -s 128k -m 32M')
    expect(received().equals(stream)).toBe(true)
  })

  test('takes a stream of a machine with the other byte order', () => {
    expect(ask('zfx-receive receive job-1 tank/dr/g1 plain', header(1, 'big')).status).toBe(0)
    expect(ask('zfx-receive receive job-1 tank/dr/g1 plain', header(2, 'big')).status).toBe(DOOR_REFUSED)
  })

  test('runs the same over the connection that manages the appliance', () => {
    const inline = receiveInline({ transferId: 'job-1', replica, wire: 'plain' })
    const { status, stderr } = run('/bin/sh', ['-c', withOwnPath(inline)], plainHead, 'zfx-receive check')
    expect([status, stderr]).toEqual([0, ''])
    expect(calls()[0]).toMatch(/^receive .* tank\/dr\/g1$/)
  })

  test('says what it is when it is asked, and touches nothing', () => {
    const { stdout } = ask(CHECK_REQUEST)
    expect(stdout).toMatch(new RegExp(`^zerfaux-receive-door ${DOOR_VERSION}\nprefix tank/dr\nuser \\S+\nhas zfs\n`))
    expect(calls()).toEqual([])
  })

  test.each([
    ['a shell', ''],
    ['a command', 'zfs destroy -r tank/dr/g1'],
    ['another command behind the words', 'zfx-receive receive job-1 tank/dr/g1 plain; touch $OWNED'],
    ['a command in a new line', 'zfx-receive check\ntouch $OWNED'],
    ['a substitution', 'zfx-receive receive $(touch$IFS$OWNED) tank/dr/g1 plain'],
    ['backquotes', 'zfx-receive receive `touch` tank/dr/g1 plain'],
    ['a pattern of file names', 'zfx-receive receive job-1 tank/dr/* plain'],
    ['a redirection', 'zfx-receive receive job-1 tank/dr/g1 plain>/tmp/owned'],
    ['a tab between words', 'zfx-receive\treceive job-1 tank/dr/g1 plain'],
    ['a control character', 'zfx-receive receive job-1 tank/dr/g1\u001b plain'],
    ['letters beyond ASCII', 'zfx-receive receive job-1 tank/dr/gö plain'],
    ['an option of zfs receive', 'zfx-receive receive job-1 -F tank/dr/g1 plain'],
    ['an option in place of the dataset', 'zfx-receive receive job-1 -F plain'],
    ['an option in place of the id', 'zfx-receive receive tank/dr/g1 plain'],
    ['a further word', 'zfx-receive receive job-1 tank/dr/g1 plain -F'],
    ['a word too few', 'zfx-receive receive job-1 tank/dr/g1'],
    ['another verb', 'zfx-receive destroy job-1 tank/dr/g1 plain'],
    ['no verb', 'zfx-receive'],
    ['check with more', 'zfx-receive check tank/dr'],
    ['sftp, as a subsystem asks for it', 'internal-sftp'],
    ['scp', 'scp -t /root'],
    ['an id with a path in it', 'zfx-receive receive ../x tank/dr/g1 plain'],
    ['an id that is too long', `zfx-receive receive ${'x'.repeat(65)} tank/dr/g1 plain`],
    ['a dataset beside the prefix', 'zfx-receive receive job-1 tank/dr2/g1 plain'],
    ['the prefix itself', 'zfx-receive receive job-1 tank/dr plain'],
    ['the pool', 'zfx-receive receive job-1 tank plain'],
    ['another pool', 'zfx-receive receive job-1 dozer/dr/g1 plain'],
    ['a way up', 'zfx-receive receive job-1 tank/dr/../g1 plain'],
    ['a way up at the end', 'zfx-receive receive job-1 tank/dr/.. plain'],
    ['an empty part', 'zfx-receive receive job-1 tank/dr//g1 plain'],
    ['a slash at the end', 'zfx-receive receive job-1 tank/dr/ plain'],
    ['a part that looks like an option', 'zfx-receive receive job-1 tank/dr/-F plain'],
    ['a hidden part', 'zfx-receive receive job-1 tank/dr/.zfs plain'],
    ['a snapshot', 'zfx-receive receive job-1 tank/dr/g1@zfx_1 plain'],
    ['a bookmark', 'zfx-receive receive job-1 tank/dr/g1#one plain'],
    ['a receive in the making', 'zfx-receive receive job-1 tank/dr/g1/%recv plain'],
    ['a name that is too long', `zfx-receive receive job-1 tank/dr/${'g'.repeat(200)} plain`],
    ['very many words', `zfx-receive receive ${'a '.repeat(5000)}`],
    ['another wire', 'zfx-receive receive job-1 tank/dr/g1 gzip'],
  ])('refuses %s', (_, request) => {
    const { status, stderr } = ask(request, plainHead)
    expect(stderr).toMatch(/^zerfaux-door \d+: refused: [^\n]+\n$/)
    expect(status).toBe(DOOR_REFUSED)
    expect(calls()).toEqual([])
  })

  test.each([
    ['a package of snapshots and properties', packageHead, DOOR_REFUSED, 'send -R, -p'],
    ['something else', Buffer.alloc(400, 'x'), DOOR_REFUSED, 'no stream of zfs send'],
    ['nothing', Buffer.alloc(0), 1, 'failed to read from stream'],
    ['less than a first record', plainHead.subarray(0, 311), 1, 'failed to read from stream'],
  ])('does not hand %s to zfs', (_, stream, exitStatus, words) => {
    for (const wire of ['plain', 'zstd'] as const) {
      const sent = wire === 'zstd' ? zstdCompressSync(stream) : stream
      const { status, stderr } = ask(`zfx-receive receive job-1 tank/dr/g1 ${wire}`, sent)
      expect([status, stderr]).toEqual([exitStatus, expect.stringContaining(words)])
      expect(calls()).toEqual([])
    }
  })

  test('passes nothing of its environment on', () => {
    script('zfs', 'env > "$(dirname "$0")/calls"; cat > "$(dirname "$0")/received"')
    ask(receiveRequest({ transferId: 'job-1', replica, wire: 'plain' }), plainHead)
    const names = calls().map((line) => line.replace(/=.*/, ''))
    expect(names).toContain('LC_ALL')
    expect(names).not.toContain('LC_EVIL')
    expect(names).not.toContain('SSH_ORIGINAL_COMMAND')
  })
})

test('a key’s line in authorized_keys restricts it, whatever stands in its comment', () => {
  const [type, key] = PUBLIC_KEY.split(' ')
  expect(authorizedKeysLine(PUBLIC_KEY, DatasetName.parse('tank/dr'))).toBe(
    `restrict,command="/usr/local/lib/zerfaux/receive-door tank/dr" ${type} ${key} zerfaux-receive`,
  )
  expect(() => authorizedKeysLine('ssh-ed25519 AAAA\nssh-rsa BBBB', DatasetName.parse('tank'))).toThrow('receive key')
  expect(() => authorizedKeysLine('ssh-rsa AAAA', DatasetName.parse('tank'))).toThrow('receive key')
})

/** As sshd starts it: the prefix from authorized_keys, the wish in the environment. */
function ask(request: string, stream: Buffer = Buffer.alloc(0)) {
  return run(door, ['tank/dr'], stream, request)
}

function run(command: string, args: string[], input: Buffer, request: string) {
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: 'test',
    SSH_ORIGINAL_COMMAND: request,
    LC_EVIL: 'x',
    OWNED: join(folder, 'owned'),
    IFS: '/',
  }
  const { status, stdout, stderr } = spawnSync(command, args, { input, env, encoding: 'utf8', timeout: 10_000 })
  // Which process it is, comes with everything that is begun.
  return { status, stdout, stderr: stderr.replace(/^zfx-process recv \d+ \d+\n/, '') }
}

/** The fake `zfs` before the real one, which the door would not find by any variable. */
function withOwnPath(text: string): string {
  const changed = text.replaceAll('PATH=/usr/local/sbin:', `PATH=${folder}:/usr/local/sbin:`)
  expect(changed).not.toBe(text)
  return changed
}

function script(name: string, text: string): void {
  writeFileSync(join(folder, name), text.startsWith('#!') ? text : `#!/bin/sh\n${text}\n`)
  chmodSync(join(folder, name), 0o755)
}

function calls(): string[] {
  return readFileSync(join(folder, 'calls'), 'utf8').split('\n').filter(Boolean)
}

function received(): Buffer {
  return readFileSync(join(folder, 'received'))
}

/** DRR_BEGIN of zfs_ioctl.h: type, payload length, magic, versioninfo whose two lowest bits are the kind of stream. */
function header(kind: 1 | 2, order: 'little' | 'big' = 'little'): Buffer {
  const record = Buffer.alloc(312)
  const [magic, features] = [0x2f5bacbacn, 0x420004n << 2n]
  if (order === 'little') {
    record.writeBigUInt64LE(magic, 8)
    record.writeBigUInt64LE(features | BigInt(kind), 16)
  } else {
    record.writeBigUInt64BE(magic, 8)
    record.writeBigUInt64BE(features | BigInt(kind), 16)
  }
  record.write('tank/g1@100%\\n', 56)
  return record
}
