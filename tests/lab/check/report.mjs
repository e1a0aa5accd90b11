// A list of checks, each with its time; a failed one does not keep the others from running.
import assert from 'node:assert/strict'

export class Report {
  passed = 0
  failed = 0

  constructor(say) {
    this.say = say
  }

  async check(title, work) {
    const started = Date.now()
    const time = () => `${((Date.now() - started) / 1000).toFixed(1)} s`
    try {
      const note = await work()
      this.passed++
      this.say(`ok    ${time().padStart(7)}  ${title}${note ? ` (${note})` : ''}`)
    } catch (error) {
      this.failed++
      this.say(`FAIL  ${time().padStart(7)}  ${title}\n        ${String(error.message).replaceAll('\n', '\n        ')}`)
    }
  }
}

export { assert }
