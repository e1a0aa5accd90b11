import { afterEach, describe, expect, test } from 'vitest'
import { ZerfauxError } from '../../domain/errors.ts'
import { probeVcenter } from './probe-vcenter.ts'
import { cannedVcenter, envelope, TEST_PASSWORD, type CannedAnswer } from './testing/canned-vcenter.ts'
import { otherAuthority, testAuthority } from './testing/test-certificates.ts'

const never = new AbortController().signal
type Canned = Awaited<ReturnType<typeof cannedVcenter>>

let running: Canned | null = null
afterEach(async () => {
  await running?.close()
  running = null
})

async function vcenter(answers: Readonly<Record<string, CannedAnswer>> = {}): Promise<Canned> {
  running = await cannedVcenter(({ method }) => answers[method] ?? null)
  return running
}

/** The failure of reading the inventory, after a look that nothing in it gives the password away. */
async function failureOf(canned: Canned, options: Parameters<Canned['driver']>[0] = {}): Promise<ZerfauxError> {
  const driver = canned.driver(options)
  const error: unknown = await driver.objects({ signal: never }).then(
    () => new Error('it did not fail'),
    (failure: unknown) => failure,
  )
  await driver.close()
  if (!(error instanceof ZerfauxError)) throw error
  const printed = [error.stack, error.hint, String(error.cause), JSON.stringify(error)].join('\n')
  expect(printed).not.toContain(TEST_PASSWORD.slice(0, 7))
  return error
}

describe('the certificate', () => {
  test('is pinned by its thumbprint, in whichever way that is written', async () => {
    const canned = await vcenter()
    const loose = canned.thumbprint.replaceAll(':', '').toLowerCase()
    await canned.driver({ trust: { thumbprintSha256: loose } }).objects({ signal: never })
  })

  test('another one is refused before anything is sent, naming both', async () => {
    const canned = await vcenter()
    const pinned = canned.thumbprint.replace(/^../, (first) => (first === 'AA' ? 'BB' : 'AA'))
    const error = await failureOf(canned, { trust: { thumbprintSha256: pinned } })
    expect(error.code).toBe('identity_changed')
    expect(error.message).toContain(canned.thumbprint)
    expect(error.message).toContain(pinned)
    expect(error.hint).toContain('probe')
    expect(canned.requests).toEqual([])
  })

  test('is judged on every connection, also after many', async () => {
    const canned = await vcenter()
    const good = canned.driver()
    await good.objects({ signal: never })
    const error = await failureOf(canned, { trust: { thumbprintSha256: 'AB'.repeat(32) } })
    expect(error.code).toBe('identity_changed')
    await good.objects({ signal: never })
    await good.close()
  })

  test('is accepted from the pinned authority', async () => {
    const canned = await vcenter()
    await canned.driver({ trust: { caPem: testAuthority } }).objects({ signal: never })
  })

  test('is refused from another authority', async () => {
    const canned = await vcenter()
    const error = await failureOf(canned, { trust: { caPem: otherAuthority } })
    expect(error.code).toBe('identity_changed')
    expect(error.message).toContain(canned.thumbprint)
    expect(canned.requests).toEqual([])
  })

  test('is refused for another host name, although the authority is right', async () => {
    const canned = await vcenter()
    const error = await failureOf(canned, { host: 'localhost', trust: { caPem: testAuthority } })
    expect(error).toMatchObject({
      code: 'identity_changed',
      message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
    })
    expect(canned.requests).toEqual([])
  })

  test('a thumbprint that is none is a mistake of the caller', async () => {
    const canned = await vcenter()
    expect(() => canned.driver({ trust: { thumbprintSha256: 'AA:BB' } })).toThrow('64 hexadecimal digits')
    expect(() => canned.driver({ trust: { caPem: 'no' } })).toThrow('not PEM')
  })
})

const fault = (type: string, inner = ''): CannedAnswer => ({ fault: `<Fault xsi:type="${type}">${inner}</Fault>` })
const privilege = '<object type="Folder">group-d1</object><privilegeId>System.View</privilegeId>'

describe('what the vCenter refuses', () => {
  test.each([
    { answers: { Login: fault('InvalidLogin') }, code: 'sign_in_refused', says: 'does not accept' },
    { answers: { Login: fault('SystemError') }, code: 'remote_rejected', says: 'SystemError' },
    { answers: { Login: fault('NoPermission', privilege) }, code: 'permission_missing', says: 'System.View' },
    {
      answers: { CreateContainerView: fault('NoPermission', privilege) },
      code: 'permission_missing',
      says: 'System.View',
    },
    { answers: { CreateContainerView: fault('RuntimeFault') }, code: 'remote_rejected', says: 'RuntimeFault' },
    { answers: { RetrievePropertiesEx: fault('NotAuthenticated') }, code: 'session_ended', says: 'ended our session' },
    { answers: { RetrievePropertiesEx: fault('ManagedObjectNotFound') }, code: 'not_found', says: 'does not know' },
  ])('$code: $says', async ({ answers, code, says }) => {
    const canned = await vcenter(answers)
    const driver = canned.driver()
    const error: unknown = await driver.objects({ signal: never }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code, message: expect.stringContaining(says) })
    await driver.close()
  })

  test('the text of a refused sign-in is not repeated: it may hold the password', async () => {
    expect((await failureOf(await vcenter({ Login: fault('SystemError') }))).code).toBe('remote_rejected')
    expect((await failureOf(await vcenter({ Login: fault('InvalidLogin') }))).code).toBe('sign_in_refused')
  })
})

const raw =
  (status: number, type: string, body: string): CannedAnswer =>
  (response) => {
    response.writeHead(status, { 'content-type': type }).end(body)
  }
const page = (inner: string): CannedAnswer => raw(200, 'text/xml', inner)

describe('what is not an answer', () => {
  test.each([
    {
      case: 'a proxy without its vCenter',
      answer: raw(503, 'text/plain', 'no healthy upstream'),
      code: 'unreachable',
      says: '503',
    },
    { case: 'a web page', answer: raw(404, 'text/html', '<html>'), code: 'remote_rejected', says: '404' },
    {
      case: 'a web page that says 200',
      answer: raw(200, 'text/html', '<!doctype html><p>Hello'),
      code: 'remote_rejected',
      says: 'refused',
    },
    {
      case: 'a document type',
      answer: page('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
      code: 'remote_rejected',
      says: 'document type',
    },
    { case: 'elements without end', answer: page('<a>'.repeat(1_000)), code: 'remote_rejected', says: 'nested deeper' },
    {
      case: 'a text without end',
      answer: page(`<a>${'x'.repeat(6 * 2 ** 20)}`),
      code: 'remote_rejected',
      says: 'longer than',
    },
    {
      case: 'an object without end',
      answer: page(`<a>${'<b>skipped</b>'.repeat(5 * 2 ** 20)}</a>`),
      code: 'remote_rejected',
      says: 'too large',
    },
    {
      case: 'an answer to something else',
      answer: page(envelope('<OtherResponse/>')),
      code: 'remote_rejected',
      says: 'something else',
    },
    {
      case: 'bytes that are not UTF-8',
      answer: ((response) => void response.end(Buffer.from([0x3c, 0x61, 0x3e, 0xff]))) satisfies CannedAnswer,
      code: 'remote_rejected',
      says: 'UTF-8',
    },
    {
      case: 'half an answer',
      answer: page(envelope('').slice(0, 200)),
      code: 'remote_rejected',
      says: 'not well-formed',
    },
    {
      case: 'a connection that breaks',
      answer: ((response) => {
        response.writeHead(200, { 'content-length': '5000' }).write('<a>')
        setTimeout(() => response.destroy(), 20)
      }) satisfies CannedAnswer,
      code: 'unreachable',
      says: 'closed the connection',
    },
  ])('$case', async ({ answer, code, says }) => {
    const error = await failureOf(await vcenter({ RetrievePropertiesEx: answer }))
    expect(error).toMatchObject({ code, message: expect.stringContaining(says) })
  })

  test('nobody there', async () => {
    const canned = await vcenter()
    const { port } = canned
    await canned.close()
    running = null
    expect(await failureOf(canned, { port })).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('refused'),
    })
  })
})

describe('a probe', () => {
  test('tells the certificate and what the vCenter is, and sends no credentials', async () => {
    const canned = await vcenter()
    const probe = await probeVcenter({ host: '127.0.0.1', port: canned.port })
    expect(probe).toMatchObject({
      tlsThumbprintSha256: canned.thumbprint,
      subject: 'O=Zerfaux tests, CN=vcenter.example.test',
      about: { name: 'VMware vCenter Server', version: '8.0.3', instanceUuid: '00000000-0000-4000-8000-000000000001' },
    })
    expect(probe.validUntil.getTime()).toBeGreaterThan(Date.now())
    expect(canned.calls()).toEqual(['RetrieveServiceContent'])
  })

  test('of a single ESXi host says so', async () => {
    const esxi = envelope(
      '<RetrieveServiceContentResponse xmlns="urn:vim25"><returnval><rootFolder type="Folder">ha-folder-root</rootFolder><propertyCollector type="PropertyCollector">p</propertyCollector><viewManager type="ViewManager">v</viewManager><about><name>VMware ESXi</name></about><sessionManager type="SessionManager">s</sessionManager><searchIndex type="SearchIndex">i</searchIndex></returnval></RetrieveServiceContentResponse>',
    )
    const canned = await vcenter({ RetrieveServiceContent: page(esxi) })
    await expect(probeVcenter({ host: '127.0.0.1', port: canned.port })).rejects.toMatchObject({
      code: 'remote_rejected',
      message: 'VMware ESXi is not a vCenter',
    })
  })
})
