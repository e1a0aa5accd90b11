import { describe, expect, test } from 'vitest'
import { planAdmission, type TransferLimits, type WaitingTransfer } from './admission-plan.ts'

const now = new Date('2026-03-10T12:00:00Z')
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

/** `a>b` is a transfer from appliance a to b. */
function transfer(jobId: string, way: string, given: { priority?: number; waited?: number } = {}): WaitingTransfer {
  const [sourceTargetId = '', drTargetId = ''] = way.split('>')
  const { priority = 3, waited = 0 } = given
  return { jobId, sourceTargetId, drTargetId, priority, dueAt: minutesAgo(waited), waitingSince: minutesAgo(waited) }
}

const limits = (link: number, appliance: number): TransferLimits => ({ link: () => link, appliance: () => appliance })

describe('who may begin', () => {
  test.each<[string, WaitingTransfer[], WaitingTransfer[], TransferLimits, string[]]>([
    ['all, when there is room', [transfer('1', 'a>b'), transfer('2', 'a>b')], [], limits(2, 4), ['1', '2']],
    [
      'no more than the link takes',
      [transfer('1', 'a>b'), transfer('2', 'a>b'), transfer('3', 'a>b')],
      [],
      limits(2, 4),
      ['1', '2'],
    ],
    [
      'none, when others run there',
      [transfer('1', 'a>b')],
      [transfer('x', 'a>b'), transfer('y', 'a>b')],
      limits(2, 4),
      [],
    ],
    [
      'the way back is another link',
      [transfer('1', 'b>a')],
      [transfer('x', 'a>b'), transfer('y', 'a>b')],
      limits(2, 4),
      ['1'],
    ],
    ['but the same appliances', [transfer('1', 'b>a')], [transfer('x', 'a>b'), transfer('y', 'a>b')], limits(2, 2), []],
    [
      'an appliance counts both directions',
      [transfer('1', 'a>d')],
      [transfer('x', 'a>b'), transfer('y', 'c>a')],
      limits(2, 2),
      [],
    ],
    [
      'the more important first',
      [transfer('1', 'a>b'), transfer('2', 'a>b', { priority: 1 })],
      [],
      limits(1, 4),
      ['2'],
    ],
    ['then the one due first', [transfer('1', 'a>b'), transfer('2', 'a>b', { waited: 5 })], [], limits(1, 4), ['2']],
    [
      'a full link does not hold up another',
      [transfer('1', 'a>b', { priority: 1 }), transfer('2', 'a>c')],
      [transfer('x', 'a>b')],
      limits(1, 4),
      ['2'],
    ],
    [
      'waiting makes up for priority',
      [transfer('1', 'a>b', { priority: 5, waited: 46 }), transfer('2', 'a>b', { priority: 2 })],
      [],
      limits(1, 4),
      ['1'],
    ],
    [
      'but not at once',
      [transfer('1', 'a>b', { priority: 5, waited: 44 }), transfer('2', 'a>b', { priority: 2 })],
      [],
      limits(1, 4),
      ['2'],
    ],
    // a and b are never free at the same moment by themselves: a is kept for it.
    [
      'what has waited an hour is kept a place',
      [transfer('1', 'a>b', { waited: 61 }), transfer('2', 'a>c', { priority: 3 })],
      [transfer('x', 'b>d')],
      limits(1, 1),
      [],
    ],
    [
      'what has waited less is not',
      [transfer('1', 'a>b', { waited: 59 }), transfer('2', 'a>c', { priority: 3 })],
      [transfer('x', 'b>d')],
      limits(1, 1),
      ['2'],
    ],
  ])('%s', (_, waiting, running, given, expected) => {
    expect(planAdmission({ waiting, running, limits: given, now }).admitted).toEqual(expected)
  })

  test('each that waits knows what for', () => {
    const running = [transfer('x', 'a>b'), transfer('y', 'a>b'), transfer('z', 'c>d')]
    const { blocked } = planAdmission({
      waiting: [transfer('1', 'a>b'), transfer('2', 'c>e')],
      running,
      limits: { link: () => 2, appliance: (id) => (id === 'c' ? 1 : 4) },
      now,
    })
    expect(blocked.get('1')).toEqual({ by: 'link', sourceTargetId: 'a', drTargetId: 'b', used: 2, limit: 2 })
    expect(blocked.get('2')).toEqual({ by: 'appliance', targetId: 'c', used: 1, limit: 1 })
  })
})

describe('over a long time', () => {
  const sites = ['a', 'b', 'c', 'd']

  /** Every minute some important jobs come; each takes some minutes. Gives how long each had to wait. */
  function simulate(seed: number): { longest: number; mostOnLink: number; mostThere: number } {
    const random = seeded(seed)
    let waiting: (WaitingTransfer & { came: number })[] = []
    let running: (WaitingTransfer & { ends: number })[] = []
    let [longest, mostOnLink, mostThere] = [0, 0, 0]
    for (let minute = 0; minute < 1_500; minute++) {
      const at = new Date(now.getTime() + minute * 60_000)
      running = running.filter(({ ends }) => ends > minute)
      if (minute < 1_000 && random() < 0.62) {
        const source = sites[Math.floor(random() * 4)] ?? 'a'
        const dr = sites[(sites.indexOf(source) + 1 + Math.floor(random() * 3)) % 4] ?? 'b'
        const priority = random() < 0.9 ? 1 : 5
        const way = { sourceTargetId: source, drTargetId: dr }
        waiting.push({ jobId: `${minute}`, ...way, priority, dueAt: at, waitingSince: at, came: minute })
      }
      const { admitted } = planAdmission({ waiting, running, limits: limits(1, 2), now: at })
      for (const job of waiting.filter(({ jobId }) => admitted.includes(jobId))) {
        longest = Math.max(longest, minute - job.came)
        running.push({ ...job, ends: minute + 1 + Math.floor(random() * 8) })
      }
      waiting = waiting.filter(({ jobId }) => !admitted.includes(jobId))
      for (const site of sites) {
        const there = running.filter((job) => job.sourceTargetId === site || job.drTargetId === site)
        mostThere = Math.max(mostThere, there.length)
        for (const other of sites) {
          mostOnLink = Math.max(
            mostOnLink,
            there.filter((job) => job.sourceTargetId === site && job.drTargetId === other).length,
          )
        }
      }
    }
    expect(waiting).toEqual([])
    return { longest, mostOnLink, mostThere }
  }

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('limits hold and nothing starves (%i)', (seed) => {
    const { longest, mostOnLink, mostThere } = simulate(seed)
    expect(mostOnLink).toBe(1)
    expect(mostThere).toBe(2)
    expect(longest).toBeLessThan(150)
  })
})

function seeded(seed: number): () => number {
  let state = seed * 7_919
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}
