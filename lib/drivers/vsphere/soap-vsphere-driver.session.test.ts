import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { MoRef } from '../../domain/inventory.ts'
import { cannedVcenter, retrieved, vmObject, type CannedAnswer, type CannedRequest } from './testing/canned-vcenter.ts'

const never = new AbortController().signal
const sessionEnd: CannedAnswer = { fault: '<NotAuthenticatedFault xsi:type="NotAuthenticated"/>' }

let closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing) await close()
  closing = []
})

async function vcenter(answer: (request: CannedRequest) => CannedAnswer | null) {
  const canned = await cannedVcenter(answer)
  const driver = canned.driver()
  closing.push(async () => {
    await driver.close()
    await canned.close()
  })
  return { canned, driver }
}

function missing(fault: string): string {
  return `<missingSet><path>config.uuid</path><fault><fault xsi:type="${fault}"><privilegeId>System.Read</privilegeId></fault><localizedMessage/></fault></missingSet>`
}

function asksForVms({ method, xml }: CannedRequest): boolean {
  return method === 'RetrievePropertiesEx' && xml.includes('<type>VirtualMachine</type>')
}

describe('a session', () => {
  test('that ends between two pages is opened again, and no VM is given twice or lost', async () => {
    let ended = false
    const { canned, driver } = await vcenter((request) => {
      if (asksForVms(request)) return retrieved([1, 2, 3].map((n) => vmObject(n)).join(''), { token: '0' })
      if (request.method !== 'ContinueRetrievePropertiesEx') return null
      if (ended) return retrieved(vmObject(4) + vmObject(5), { continued: true })
      ended = true
      return sessionEnd
    })
    const names: string[] = []
    for await (const page of driver.virtualMachines({ signal: never, pageSize: 2 }))
      names.push(...page.map(({ name }) => name))
    expect(names).toEqual(['web-1', 'web-2', 'web-3', 'web-4', 'web-5'])
    expect(canned.calls().filter((method) => method === 'Login')).toHaveLength(2)
  })

  test('that ends in the middle of an answer is seen in the objects', async () => {
    let ended = false
    const uuid = '<propSet><name>config.uuid</name><val xsi:type="xsd:string">u-2</val></propSet>'
    const { driver } = await vcenter((request) => {
      if (!asksForVms(request)) return null
      if (ended) return retrieved(vmObject(1) + vmObject(2, uuid))
      ended = true
      return retrieved(vmObject(1) + vmObject(2, missing('NotAuthenticated')))
    })
    const vms = (await Array.fromAsync(driver.virtualMachines({ signal: never }))).flat()
    expect(vms.map(({ biosUuid }) => biosUuid)).toEqual([null, 'u-2'])
  })

  test('may not hide what it may not see as unknown', async () => {
    const { driver } = await vcenter((request) =>
      asksForVms(request) ? retrieved(vmObject(1, missing('NoPermission'))) : null,
    )
    await expect(Array.fromAsync(driver.virtualMachines({ signal: never }))).rejects.toMatchObject({
      code: 'permission_missing',
      message: expect.stringContaining('System.Read'),
    })
  })

  test('that never lasts is given up, not renewed for ever', async () => {
    const { canned, driver } = await vcenter((request) => (asksForVms(request) ? sessionEnd : null))
    await expect(Array.fromAsync(driver.virtualMachines({ signal: never }))).rejects.toMatchObject({
      code: 'session_ended',
    })
    expect(canned.calls().filter((method) => method === 'Login')).toHaveLength(2)
  })

  test('is opened once, however many need it at the same time', async () => {
    let valid = 0
    const { canned, driver } = await vcenter(({ method, cookie }) => {
      if (method !== 'RetrievePropertiesEx') return null
      return cookie === `vmware_soap_session="${valid}"` ? null : sessionEnd
    })
    const readAllAtOnce = () =>
      Promise.all(Array.from({ length: 8 }, () => driver.task(MoRef.parse('task-1')).catch(() => null)))
    await readAllAtOnce()
    expect(canned.calls().filter((method) => method === 'Login')).toHaveLength(2)
    valid = canned.requests.findLastIndex(({ method }) => method === 'Login') + 1
    await readAllAtOnce()
    expect(canned.calls().filter((method) => method === 'Login')).toHaveLength(2)
  })

  test('is ended by close', async () => {
    const { canned, driver } = await vcenter(() => null)
    await driver.objects({ signal: never })
    await driver.close()
    expect(canned.calls().at(-1)).toBe('Logout')
    const login = canned.requests.findIndex(({ method }) => method === 'Login') + 1
    expect(canned.requests.at(-1)?.cookie).toBe(`vmware_soap_session="${login}"`)
  })
})

describe('a request', () => {
  test('is not sent again when its answer was lost', async () => {
    const { canned, driver } = await vcenter(({ method }) =>
      method === 'CreateContainerView' ? (response) => void response.destroy() : null,
    )
    await expect(driver.objects({ signal: never })).rejects.toMatchObject({ code: 'unreachable' })
    expect(canned.calls().filter((method) => method === 'CreateContainerView')).toHaveLength(1)
  })

  test('that makes something is repeated after NotAuthenticated only, under the new session', async () => {
    let ended = false
    const { canned, driver } = await vcenter(({ method }) => {
      if (method !== 'CreateContainerView' || ended) return null
      ended = true
      return sessionEnd
    })
    await driver.objects({ signal: never })
    const views = canned.requests.filter(({ method }) => method === 'CreateContainerView')
    expect(views).toHaveLength(2)
    expect(views[0]?.cookie).not.toBe(views[1]?.cookie)
  })

  test('ends within a second of an abort, although the vCenter says nothing', async () => {
    const { driver } = await vcenter((request) => (asksForVms(request) ? () => {} : null))
    const abort = new AbortController()
    setTimeout(() => abort.abort(new Error('enough')), 50)
    const began = performance.now()
    await expect(Array.fromAsync(driver.virtualMachines({ signal: abort.signal }))).rejects.toThrow('enough')
    expect(performance.now() - began).toBeLessThan(1_050)
  })
})

describe('closing while others read', () => {
  test.each([
    { case: 'before the answer', answer: (() => {}) satisfies CannedAnswer },
    {
      case: 'in mid-answer',
      answer: ((response) =>
        void response.writeHead(200, { 'content-type': 'text/xml' }).write('<a>')) satisfies CannedAnswer,
    },
  ])('is a failure that passes, not a bug: $case', async ({ answer }) => {
    const { canned, driver } = await vcenter(({ method }) => (method === 'RetrievePropertiesEx' ? answer : null))
    const reading = driver.objects({ signal: never })
    const failure = expect(reading).rejects.toMatchObject({ code: 'unreachable' })
    while (canned.calls().at(-1) !== 'RetrievePropertiesEx') await delay(5)
    await driver.close()
    await failure
  })
})

describe('a reader that leaves early', () => {
  test('gives back the view and the rest of the pages', async () => {
    const { canned, driver } = await vcenter((request) =>
      asksForVms(request) ? retrieved(vmObject(1) + vmObject(2), { token: '17' }) : null,
    )
    for await (const page of driver.virtualMachines({ signal: never, pageSize: 2 })) {
      expect(page).toHaveLength(2)
      break
    }
    expect(canned.calls().slice(-2).toSorted()).toEqual(['CancelRetrievePropertiesEx', 'DestroyView'])
    expect(canned.requests.findLast(({ method }) => method === 'CancelRetrievePropertiesEx')?.xml).toContain(
      '<token>17</token>',
    )
  })

  test('every view that was made is given back', async () => {
    const { canned, driver } = await vcenter((request) => (asksForVms(request) ? retrieved(vmObject(1)) : null))
    await Array.fromAsync(driver.virtualMachines({ signal: never }))
    const count = (name: string) => canned.calls().filter((method) => method === name).length
    expect(count('CreateContainerView')).toBe(2)
    expect(count('DestroyView')).toBe(2)
  })
})
