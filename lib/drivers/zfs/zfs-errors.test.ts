import { expect, test } from 'vitest'
import { zfsError } from './zfs-errors.ts'

// As printed by OpenZFS 2.1.11 and 2.3.2 and by OpenSSH 9.2, with LC_ALL=C.
const samples = [
  { code: 'precondition_failed', said: 'sh: 1: /usr/local/lib/zerfaux/receive-door: not found' },
  { code: 'precondition_failed', said: 'bash: line 1: /usr/local/lib/zerfaux/receive-door: No such file or directory' },
  { code: 'precondition_failed', said: 'zerfaux-door 999: refused: unknown request' },
  { code: 'precondition_failed', said: 'zerfaux-door 1: refused: outside of tank/dr' },
  { code: 'precondition_failed', said: 'zerfaux-door 1: lacks zstd\nzstd: error 70 : Write error : Broken pipe' },
  { code: 'precondition_failed', said: "warning: cannot send 'tank/e@2': dataset key must be loaded" },
  { code: 'precondition_failed', said: 'cannot receive incremental stream: inherited key must be loaded' },
  {
    code: 'precondition_failed',
    said: "cannot receive incremental stream: IV set guid mismatch. See the 'zfs receive' man page section\n discussing the limitations of raw encrypted send streams.",
  },
  { code: 'not_found', said: "cannot open 'tank/g': dataset does not exist" },
  { code: 'not_found', said: "cannot open 'nopool': no such pool" },
  { code: 'not_found', said: "warning: cannot send 'tank/g@2': No such process" },
  { code: 'not_found', said: "cannot receive incremental stream: destination 'tank/r' does not exist" },
  {
    code: 'not_found',
    said: "cannot open 'tank/no': dataset does not exist\ncannot receive new filesystem stream: unable to restore to destination",
  },
  {
    code: 'snapshot_name_taken',
    said: "cannot create snapshot 'tank/g@1': dataset already exists\nno snapshots were created",
  },
  { code: 'snapshot_name_taken', said: 'cannot restore to tank/r@3: destination already exists' },
  { code: 'snapshot_name_taken', said: 'zerfaux: snapshot tank/g@1 has guid 7, not 8' },
  { code: 'snapshot_name_taken', said: 'zerfaux: bookmark tank/g#1 has guid 7, not 8' },
  {
    code: 'snapshot_name_taken',
    said: 'zerfaux: snapshot has another guid\ncannot receive: failed to read from stream',
  },
  { code: 'busy', said: 'cannot destroy snapshot tank/g@1: dataset is busy' },
  {
    code: 'busy',
    said: "cannot destroy snapshot tank/g@1: it's being held. Run 'zfs holds -r tank/g@1' to see holders.",
  },
  {
    code: 'busy',
    said: "cannot destroy 'tank/g@2': snapshot has dependent clones\nuse '-R' to destroy the following datasets:\ntank/clone",
  },
  {
    code: 'busy',
    said: 'cannot receive incremental stream: destination tank/r contains partially-complete state from "zfs receive -s".',
  },
  { code: 'busy', said: 'zerfaux: an earlier attempt does not end\ncannot receive: failed to read from stream' },
  {
    code: 'replica_modified',
    said: 'cannot receive incremental stream: destination tank/r has been modified\nsince most recent snapshot',
  },
  {
    code: 'diverged',
    said: 'cannot receive incremental stream: most recent snapshot of tank/r does not\nmatch incremental source',
  },
  {
    code: 'diverged',
    said: "cannot receive new filesystem stream: destination 'tank/r' exists\nmust specify -F to overwrite it",
  },
  { code: 'target_full', said: 'cannot receive new filesystem stream: destination tank/q/g space quota exceeded.' },
  { code: 'target_full', said: 'cannot receive new filesystem stream: out of space' },
  { code: 'resume_token_stale', said: 'cannot resume send: resume token is corrupt (invalid format)' },
  { code: 'resume_token_stale', said: 'cannot resume send: resume token is corrupt (incorrect checksum)' },
  { code: 'resume_token_stale', said: "cannot resume send: 'tank/g@2' used in the initial send no longer exists" },
  {
    code: 'resume_token_stale',
    said: "cannot resume send: 'tank/g@2' is no longer the same snapshot used in the initial send",
  },
  {
    code: 'resume_token_stale',
    said: 'cannot receive resume stream: incompatible embedded data stream feature with encrypted receive.',
  },
  {
    code: 'resume_token_stale',
    said: 'cannot receive resume stream: kernel modules must be upgraded to receive this stream.',
  },
  { code: 'permission_missing', said: 'cannot create snapshots : permission denied' },
  { code: 'permission_missing', said: "cannot create bookmark 'tank/g#1': permission denied" },
  { code: 'permission_missing', said: 'cannot hold: permission denied' },
  {
    code: 'permission_missing',
    said: "warning: cannot send 'tank/g@2': permission denied\ncannot receive: failed to read from stream",
  },
  { code: 'permission_missing', said: 'cannot receive new filesystem stream: permission denied' },
  { code: 'permission_missing', said: "cannot destroy 'tank/g/%recv': permission denied" },
  { code: 'permission_missing', said: 'zerfaux: cannot set readonly, canmount and atime: permission denied' },
  {
    code: 'unreachable',
    said: 'cannot receive incremental stream: checksum mismatch or incomplete stream.\nPartially received snapshot is saved.\nA resuming stream can be generated on the sending system by running:\n    zfs send -t 1-abc',
  },
  { code: 'unreachable', said: 'cannot receive: failed to read from stream' },
  { code: 'unreachable', said: 'ssh: connect to host 10.77.0.2 port 22: Connection refused' },
  { code: 'unreachable', said: 'ssh: connect to host 10.77.0.2 port 22: No route to host' },
  { code: 'unreachable', said: 'Timeout, server 10.77.0.2 not responding.' },
  { code: 'unreachable', said: 'Killed' },
  { code: 'identity_changed', said: 'Host key verification failed.' },
  { code: 'sign_in_refused', said: 'root@10.77.0.2: Permission denied (publickey).' },
  { code: 'precondition_failed', said: 'command-line: line 0: Bad configuration option: knownhostscommand' },
  { code: 'precondition_failed', said: 'sh: 1: zfs: not found' },
  { code: 'precondition_failed', said: 'bash: line 1: exec: bash: not found' },
  { code: 'remote_rejected', said: 'cannot mount: something that we never saw' },
]

test.each(samples)('$code: $said', ({ code, said }) => {
  expect(zfsError('do it', said).code).toBe(code)
})

test('the message says what was being done and what was found, without usage texts', () => {
  const said = "cannot open 'tank/none': dataset does not exist\nusage:\n\tsnapshot [-r] [-o property=value] ..."
  expect(zfsError('snapshot tank/none', said).message).toBe(
    "Could not snapshot tank/none: cannot open 'tank/none': dataset does not exist",
  )
})

test('who holds a snapshot and what was cloned from it stands in the message', () => {
  const said =
    'cannot destroy snapshot tank/g@1: dataset is busy\nzerfaux: holds zfx:point:1 zfx:step:2\nzerfaux: clones -'
  expect(zfsError('destroy tank/g@1', said).message).toMatch(/dataset is busy; holds zfx:point:1 zfx:step:2$/)
})

test('a snapshot that is looked into or sent is busy by that name, and what is not the reason is left out', () => {
  const said =
    'cannot destroy snapshot tank/g@1: dataset is busy\nzerfaux: holds \nzerfaux: clones -\nzerfaux: mounted at /tank/g/.zfs/snapshot/1 \nzerfaux: sent by process 42 '
  expect(zfsError('destroy tank/g@1', said)).toMatchObject({
    code: 'busy',
    message: expect.stringMatching(/dataset is busy; mounted at \/tank\/g\/.zfs\/snapshot\/1; sent by process 42$/),
  })
})
