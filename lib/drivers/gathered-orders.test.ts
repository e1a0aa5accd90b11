import { expect, test } from 'vitest'
import { GatheredOrders } from './gathered-orders.ts'

function makeOrders(hold: Promise<void> = Promise.resolve()) {
  const sent: string[][] = []
  const carry = async (orders: readonly string[]): Promise<PromiseSettledResult<string>[]> => {
    sent.push([...orders])
    await hold
    if (orders.includes('nobody knows')) throw new Error('lost')
    return orders.map((order) =>
      order.startsWith('bad')
        ? { status: 'rejected', reason: new Error(order) }
        : { status: 'fulfilled', value: `${order} done` },
    )
  }
  const one = async (order: string) => {
    const [result] = await carry([order])
    if (result?.status !== 'fulfilled') throw result?.reason
    return result.value
  }
  return { sent, orders: new GatheredOrders<string, string>({ one, many: carry }, (order) => order.split(' ')[0]) }
}

test('orders of the same moment go together, each with its own outcome', async () => {
  const { sent, orders } = makeOrders()
  const given = Promise.allSettled(['a', 'bad b', 'c'].map((order) => orders.give(order)))
  expect((await given).map((result) => (result.status === 'fulfilled' ? result.value : result.reason.message))).toEqual(
    ['a done', 'bad b', 'c done'],
  )
  expect(sent).toEqual([['a', 'bad b', 'c']])
})

test('an order does not wait for what is under way', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { sent, orders } = makeOrders(promise)
  const first = orders.give('a')
  await expect.poll(() => sent.length).toBe(1)
  const second = orders.give('b')
  await expect.poll(() => sent.length).toBe(2)
  resolve()
  expect(await Promise.all([first, second])).toEqual(['a done', 'b done'])
})

test('two orders for the same thing go one after the other', async () => {
  const { sent, orders } = makeOrders()
  await Promise.all([orders.give('a 1'), orders.give('b 1'), orders.give('a 2')])
  expect(sent).toEqual([['a 1', 'b 1'], ['a 2']])
})

test('where nobody can tell, all of them are told so', async () => {
  const { orders } = makeOrders()
  const given = await Promise.allSettled(['a', 'nobody knows'].map((order) => orders.give(order)))
  expect(given.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
