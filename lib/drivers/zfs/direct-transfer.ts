import { directCommand, parseSendStatus, type Outgoing } from './send-script.ts'
import type { TransferOutcome, TransferSource, TransferTarget } from './transfer-ends.ts'
import type { TransferMonitor } from './transfer-monitor.ts'

/** The whole of it is one command on the source; here we lend it the agent and pass on new limits. */
export async function runDirect(
  source: TransferSource,
  target: TransferTarget,
  outgoing: Outgoing,
  monitor: TransferMonitor,
): Promise<TransferOutcome> {
  const door = target.door()
  const [hostKey, software] = await Promise.all([target.appliance.hostKey(), source.appliance.software()])
  const hop = { ...door.address, username: door.username, hostKey }
  const command = directCommand(outgoing, hop, target.dataset, await monitor.start())
  const revoke = source.appliance.agent.grant({
    key: door.key,
    user: door.username,
    hostKey,
    signatures: 1,
    trustUnboundSessions: isOpenSshBefore89(software),
  })
  try {
    const { stdout, exitCode } = await source.appliance.run(command, {
      agentForward: true,
      stdin: (input) => monitor.feedRateTo((rate) => void input.write(`${rate ?? 0}\n`)),
      onErrorLine: monitor.linesOf('send'),
      signal: monitor.signal,
    })
    const statuses = parseSendStatus(stdout)
    return { ok: statuses?.every((status) => status === 0) ?? false, exitCode }
  } finally {
    revoke()
  }
}

/** Before 8.9 `ssh` does not tell an agent which host it talks to. */
function isOpenSshBefore89(software: string): boolean {
  const version = /^OpenSSH_(\d+)\.(\d+)/.exec(software)
  if (!version) return false
  const [major, minor] = [Number(version[1]), Number(version[2])]
  return major < 8 || (major === 8 && minor < 9)
}
