import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { VcenterObject } from '../../../lib/domain/inventory.ts'
import type { SoapVsphereDriver } from '../../../lib/drivers/vsphere/soap-vsphere-driver.ts'
import { labVcenter } from '../lab-vcenter.ts'
import { labVsphereDriver } from './vsphere-rig.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const never = { signal: new AbortController().signal }

/** The acceptance run, which knows of this vCenter by its environment only, as it would of anybody's. */
describe('the acceptance run', () => {
  const { info, control } = labVcenter('b')
  let driver: SoapVsphereDriver
  let env: Record<string, string>
  let guest = ''

  beforeAll(async () => {
    driver = labVsphereDriver(info)
    ;[guest = ''] = await control.addVms(1)
    await control.changeVm(guest, { power: 'poweredOn', tools: 'toolsOk' })
    const objects = await driver.objects(never)
    const folder = objects.find((it) => it.kind === 'folder' && it.holds === 'vm' && it.name === 'Production')
    env = {
      ZERFAUX_ACCEPTANCE_VCENTER_URL: `https://${info.host}:${info.port}`,
      ZERFAUX_ACCEPTANCE_USERNAME: info.username,
      ZERFAUX_ACCEPTANCE_PASSWORD: info.password,
      ZERFAUX_ACCEPTANCE_THUMBPRINT: info.tls_thumbprint_sha256,
      ZERFAUX_ACCEPTANCE_FOLDER: folder?.path ?? '',
      ZERFAUX_ACCEPTANCE_CLUSTER: 'cluster-b1',
      ZERFAUX_ACCEPTANCE_DATASTORE: 'vmfs-b-01',
      ZERFAUX_ACCEPTANCE_OTHER_DATASTORE: 'nfs-b-01',
      ZERFAUX_ACCEPTANCE_NETWORK: 'prod-10',
      ZERFAUX_ACCEPTANCE_OTHER_NETWORK: 'dv-prod-110',
      ZERFAUX_ACCEPTANCE_GUEST: guest,
      ZERFAUX_ACCEPTANCE_NFS_HOST: '10.77.0.9',
      ZERFAUX_ACCEPTANCE_NFS_PATH: '/tank/acceptance',
      ZERFAUX_ACCEPTANCE_NFS_OTHER_PATH: '/tank/acceptance-other',
    }
  })
  afterAll(async () => {
    await control.clearFaults()
    await control.removeVm(guest)
    await driver.close()
  })

  const run = (more: Record<string, string> = {}) =>
    new Promise<{ code: number; said: string }>((done) => {
      const { PATH = '', HOME = '' } = process.env
      const options = {
        cwd: root,
        env: { NODE_ENV: 'test' as const, PATH, HOME, NO_COLOR: '1', ...env, ...more },
        maxBuffer: 64 << 20,
      }
      execFile(process.execPath, ['lib/cli/acceptance.ts'], options, (error, stdout, stderr) =>
        done({ code: error ? Number(error.code ?? 1) : 0, said: stdout + stderr }),
      )
    })
  const names = async () => {
    const objects = (await driver.objects(never)).map(({ kind, name }: VcenterObject) => `${kind} ${name}`)
    const vms = (await Array.fromAsync(driver.virtualMachines(never))).flat().map(({ name }) => `vm ${name}`)
    const datastores = (await driver.objects(never)).filter(({ name }) => ['vmfs-b-01', 'nfs-b-01'].includes(name))
    const files = await Promise.all(datastores.map(({ moref }) => driver.browseDatastore(moref, '', never)))
    return [...objects, ...vms, ...files.flat().map(({ path }) => path)].toSorted()
  }

  test('passes on a vCenter that is only told by its environment, and leaves nothing behind', async () => {
    const before = await names()
    const { code, said } = await run()
    expect(code, said).toBe(0)
    expect(said).toMatch(/Tests +\d{2} passed \(\d{2}\)/)
    expect(await names()).toEqual(before)
  })

  test('leaves nothing behind after tests that failed in the middle either', async () => {
    const before = await names()
    await control.failNext({ method: 'RegisterVM_Task', fault: 'InsufficientResourcesFault', at: 'task', count: 2 })
    await control.failNext({ method: 'RelocateVM_Task', fault: 'FileLocked', at: 'task' })
    const { code, said } = await run()
    expect(code).toBe(1)
    expect(said).toMatch(/Tests +[2-5] failed/)
    expect(said).not.toContain('Left behind')
    expect(await names()).toEqual(before)
  })

  test('says what is missing instead of skipping', async () => {
    const { code, said } = await run({ ZERFAUX_ACCEPTANCE_PASSWORD: '', ZERFAUX_ACCEPTANCE_THUMBPRINT: '' })
    expect(code).toBe(1)
    expect(said).toContain('lacks 2 variables')
    expect(said).toContain('ZERFAUX_ACCEPTANCE_PASSWORD')
    expect(said).toContain('ZERFAUX_ACCEPTANCE_THUMBPRINT')
    expect(said).not.toContain(info.password)
  })

  test('does not begin where what it was given is not there, and tells all of it', async () => {
    const before = await names()
    const { code, said } = await run({ ZERFAUX_ACCEPTANCE_CLUSTER: 'nope', ZERFAUX_ACCEPTANCE_GUEST: 'nobody' })
    expect(code).toBe(1)
    expect(said).toContain('are called nope')
    expect(said).toContain('the guest nobody')
    expect(await names()).toEqual(before)
  })
})
