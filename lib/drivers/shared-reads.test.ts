import { expect, test } from 'vitest'
import { ZerfauxError } from '../domain/errors.ts'
import { SharedReads } from './shared-reads.ts'

/** A world that moves on with each question, and answers only when told to. */
function makeReads(refuse: (keys: readonly string[]) => Error | null = () => null) {
  const sent: (readonly string[])[] = []
  const gates: (() => void)[] = []
  let now = 0
  const many = async (keys: readonly string[]) => {
    sent.push(keys)
    const answer = new Map(keys.map((key) => [key, `${key} at ${now}`]))
    await new Promise<void>((resolve) => gates.push(resolve))
    const refusal = refuse(keys)
    if (refusal) throw refusal
    return answer
  }
  const one = async (key: string) => {
    const refusal = refuse([key])
    if (refusal) throw refusal
    return `${key} alone`
  }
  const reads = new SharedReads<string, string>({ many, one })
  const untilSent = (count: number) => expect.poll(() => sent.length).toBe(count)
  return { reads, sent, answer: (nth: number) => gates[nth]?.(), untilSent, pass: () => void (now += 1) }
}

test('reads that are asked for together, and those while one is under way, cost two round trips', async () => {
  const { reads, sent, answer, untilSent } = makeReads()
  const first = Array.from({ length: 25 }, (_, index) => reads.get(`d${index}`))
  await untilSent(1)
  const later = Array.from({ length: 25 }, (_, index) => reads.get(`d${index + 20}`))
  answer(0)
  await Promise.all(first)
  await untilSent(2)
  answer(1)
  await Promise.all(later)
  expect(sent.map((keys) => keys.length)).toEqual([25, 25])
})

test('an answer is never older than its question', async () => {
  const { reads, answer, untilSent, pass } = makeReads()
  const before = reads.get('d')
  await untilSent(1)
  pass()
  const after = reads.get('d')
  answer(0)
  expect(await before).toBe('d at 0')
  await untilSent(2)
  answer(1)
  expect(await after).toBe('d at 1')
})

test('a site that does not answer fails all of a batch at once, and the next is asked anew', async () => {
  let up = false
  const { reads, sent, answer, untilSent } = makeReads(() => (up ? null : new ZerfauxError('unreachable', 'gone')))
  const both = Promise.allSettled([reads.get('a'), reads.get('b')])
  await untilSent(1)
  answer(0)
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  up = true
  const again = reads.get('a')
  await untilSent(2)
  answer(1)
  expect(await again).toBe('a at 0')
  expect(sent).toEqual([['a', 'b'], ['a']])
})

test('what one is refused for does not fail its neighbours', async () => {
  const { reads, answer, untilSent } = makeReads((keys) =>
    keys.includes('bad') ? new ZerfauxError('remote_rejected', 'no') : null,
  )
  const all = Promise.allSettled([reads.get('good'), reads.get('bad')])
  await untilSent(1)
  answer(0)
  expect(await all).toMatchObject([
    { status: 'fulfilled', value: 'good alone' },
    { status: 'rejected', reason: { code: 'remote_rejected' } },
  ])
})
