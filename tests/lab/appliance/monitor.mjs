// QEMU's human monitor over its unix socket: one command per connection.
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from '../lab-error.mjs'

const PROMPT = '(qemu) '

/** Answers what QEMU prints for the command; an error text of QEMU's throws. */
export function monitorCommand(socketPath, command, timeoutMs = 10_000) {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath)
    let text = ''
    let sent = false
    const finish = (error, answer) => {
      clearTimeout(timer)
      socket.destroy()
      if (error) reject(new LabError(`QEMU monitor, "${command}": ${error}`))
      else resolve(answer)
    }
    const timer = setTimeout(() => finish(`no answer within ${timeoutMs} ms`), timeoutMs)
    socket.on('error', (error) => finish(error.message))
    socket.on('close', () => (sent ? finish(null, text) : finish('closed')))
    socket.on('data', (chunk) => {
      text += chunk
      if (!text.endsWith(PROMPT)) return
      if (!sent) {
        sent = true
        text = ''
        socket.write(`${command}\n`)
        return
      }
      // The first line is the terminal's echo of the command.
      const answer = text.slice(0, -PROMPT.length).split('\r\n').slice(1).join('\n').trim()
      if (/^(Error|unknown command|.* not found)/i.test(answer)) finish(answer)
      else finish(null, answer)
    })
  })
}

/**
 * Waits until the machine runs. Nothing may knock at its ports before: QEMU accepts the connection, the guest misses
 * its first packet, and the retry comes seconds later.
 */
export async function waitUntilRunning(socketPath, withinMs) {
  const deadline = Date.now() + withinMs
  for (;;) {
    const status = await monitorCommand(socketPath, 'info status').catch((error) => error.message)
    if (status.includes('running')) return
    if (Date.now() > deadline) throw new LabError(`QEMU did not get going: ${status}`)
    await sleep(30)
  }
}
