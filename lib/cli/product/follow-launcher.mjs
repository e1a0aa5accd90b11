/**
 * Loaded before a child's own program. Ends the child when the launcher is gone, however it went, and
 * gives an orderly end a deadline: open event streams would hold the web process for half a minute.
 */
const DEADLINE_MS = Number(process.env.ZERFAUX_STOP_DEADLINE_MS ?? 2000)

// The child's own forks load this too: `next dev` waits for messages on the channel of its fork, which must stay.
if (!process.env.ZERFAUX_FOLLOWING) {
  process.env.ZERFAUX_FOLLOWING = '1'
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.once('SIGTERM', () => setTimeout(() => process.exit(0), DEADLINE_MS).unref())
  process.channel?.unref()
}
