// An ssh agent that holds the lab's key, for commands that sign in from one appliance at the other.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from './lab-error.mjs'
import { execute } from './processes.mjs'

/** Answers {socket, stop}. The agent ends with `stop`, or with this process at the latest. */
export async function startAgent(privateKeyPath) {
  const dir = mkdtempSync(join(tmpdir(), 'zerfaux-agent-'))
  const socket = join(dir, 'agent')
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
  const stop = () => {
    process.off('exit', stop)
    agent.kill()
    rmSync(dir, { recursive: true, force: true })
  }
  process.on('exit', stop)
  for (let tries = 0; !existsSync(socket); tries++) {
    if (tries > 100) throw new LabError('ssh-agent did not start')
    await sleep(50)
  }
  const added = await execute('ssh-add', ['-q', privateKeyPath], { env: { ...process.env, SSH_AUTH_SOCK: socket } })
  if (added.code !== 0) throw new LabError(`ssh-add: ${added.stderr.trim()}`)
  return { socket, stop }
}
