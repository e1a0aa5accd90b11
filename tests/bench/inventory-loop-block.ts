const TICK_MS = 5

/**
 * The longest stretch of work without a turn of the event loop, in the thread's own CPU time: on a
 * busy machine the clock would also count the time that other processes took. Answers how to end it.
 */
export function watchLoop(): () => number {
  let before = process.threadCpuUsage()
  let longestMs = 0
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before)
    longestMs = Math.max(longestMs, (user + system) / 1_000)
    before = process.threadCpuUsage()
  }, TICK_MS)
  return () => {
    clearInterval(timer)
    return longestMs
  }
}
