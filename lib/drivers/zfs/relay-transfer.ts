import { receiveInline } from './receive-door.ts'
import { RelayPump } from './relay-pump.ts'
import { relayCommand, wireOf, type Outgoing } from './send-script.ts'
import type { CommandResult } from './ssh-appliance.ts'
import type { TransferOutcome, TransferSource, TransferTarget } from './transfer-ends.ts'
import { TokenBucket } from './token-bucket.ts'
import type { TransferMonitor } from './transfer-monitor.ts'

/**
 * Send and receive over two connections of our own, the stream carried from one to the other here.
 * The appliances need not reach each other; no agent is forwarded and no key is lent.
 */
export async function runRelay(
  source: TransferSource,
  target: TransferTarget,
  outgoing: Outgoing,
  monitor: TransferMonitor,
): Promise<TransferOutcome> {
  const bucket = new TokenBucket(await monitor.start())
  const pump = new RelayPump(bucket, (bytes) => monitor.onWireBytes(bytes))
  monitor.feedRateTo((rate) => (pump.rate = rate))
  // An end that has failed takes the other along, which would wait for it for ever.
  const failed = new AbortController()
  const signal = AbortSignal.any([monitor.signal, failed.signal])
  const request = { transferId: outgoing.transferId, replica: target.dataset, wire: wireOf(outgoing.compression) }
  const sending = source.bulk.run(relayCommand(outgoing), {
    // Never ended from here: the sender goes when we do.
    stdin: () => {},
    stdout: (output) => pump.from(output),
    onErrorLine: monitor.linesOf('send'),
    signal,
  })
  const receiving = target.bulk
    .run(receiveInline(request), { stdin: (input) => pump.to(input), onErrorLine: monitor.linesOf('recv'), signal })
    .then((result) => {
      // A sender that has ended its stream ends by itself, and may have said why.
      if (result.exitCode !== 0 && !pump.ended) failed.abort(new ReceiveEnded(result))
      return result
    })
  try {
    const [sent, received] = await Promise.all([sending, receiving])
    return { ok: sent.exitCode === 0, exitCode: sent.exitCode || received.exitCode }
  } catch (error) {
    failed.abort(error)
    await Promise.allSettled([sending, receiving])
    if (error instanceof ReceiveEnded) return { ok: false, exitCode: error.result.exitCode }
    throw error
  } finally {
    pump.stop()
  }
}

/** The receiver has said no, or is gone: what the sender still has is for nobody. */
class ReceiveEnded extends Error {
  readonly result: CommandResult

  constructor(result: CommandResult) {
    super('The receive has ended')
    this.result = result
  }
}
