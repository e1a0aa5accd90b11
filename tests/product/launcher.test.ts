import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort, leftOver, processesOf, startProduct } from './running-product.ts'

let dataDir: string
let port: number
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'zerfaux-launcher-'))
  port = await freePort()
})
afterEach(async () => {
  for (const pid of processesOf(dataDir)) process.kill(pid, 'SIGKILL')
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
})

const start = (more: Record<string, string> = {}) =>
  startProduct({ PORT: String(port), ZERFAUX_DATA_DIR: dataDir, ...more })

test('a start from nothing serves pages, tells the first sign-in once, and Ctrl-C leaves nothing running', async () => {
  const first = start()
  await first.ready
  expect(first.said()).toMatch(/Sign in as: +admin@zerfaux\.local\n +Password: +\S{20}/)
  const page = await fetch(`http://127.0.0.1:${port}/sign-in`)
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('autoComplete="current-password"')])
  const closed = await fetch(`http://127.0.0.1:${port}/replication`, { redirect: 'manual' })
  expect(closed.headers.get('location')).toBe('/sign-in?next=%2Freplication')

  first.child.kill('SIGINT')
  expect(await first.ended).toBe(0)
  expect(await leftOver(dataDir, 1)).toEqual([])

  const second = start()
  await second.ready
  expect(second.said()).not.toMatch(/Password:|Building/)
  second.child.kill('SIGTERM')
  expect(await second.ended).toBe(0)
  expect(await leftOver(dataDir, 1)).toEqual([])
})

test('sign-up, one-time codes and password resets are closed to the outside', async () => {
  const product = start()
  await product.ready
  for (const path of ['signup', 'otp', 'recover', 'verify', 'admin/users', 'settings']) {
    const answer = await fetch(`http://127.0.0.1:${port}/auth/v1/${path}`, {
      method: 'POST',
      body: '{"email":"a@b.co"}',
    })
    expect([path, answer.status]).toEqual([path, 404])
  }
})

test('a second start on the same data directory, and a taken port, are one clear line each', async () => {
  const product = start()
  await product.ready

  const twin = start({ PORT: String(await freePort()) })
  expect(await twin.ended).toBe(1)
  expect(twin.said()).toMatch(/^Another Zerfaux \(process \d+\) is running on .*\n$/)

  const other = mkdtempSync(join(tmpdir(), 'zerfaux-other-'))
  const neighbour = start({ ZERFAUX_DATA_DIR: other })
  expect(await neighbour.ended).toBe(1)
  expect(neighbour.said()).toMatch(new RegExp(`^Port ${port} on 127.0.0.1 is taken .*PORT=\\d+ npm start\\n$`))
  rmSync(other, { recursive: true })
})

test('nothing outlives a launcher that was killed, but Postgres, which the next start finds again', async () => {
  const first = start()
  await first.ready
  const postgres = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
  const supervisor = Number(readFileSync(join(dataDir, 'launcher.lock'), 'utf8').split(' ')[0])
  process.kill(supervisor, 'SIGKILL')
  await expect.poll(() => listening(port), { timeout: 10_000 }).toBe(false)
  expect(processesOf(dataDir)).toContain(postgres)

  const second = start()
  await second.ready
  expect(Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])).toBe(postgres)
  // This time the outermost process is killed; the supervisor notices and ends everything.
  second.child.kill('SIGKILL')
  expect(await leftOver(dataDir, 15)).toEqual([])
})

test('a token can be made while the product runs and when it is stopped', async () => {
  const product = start()
  await product.ready
  const token = () =>
    execFileSync('node', ['lib/cli/launch.mjs', 'token', '--role', 'viewer', '--name', 'test'], {
      env: { ...process.env, ZERFAUX_DATA_DIR: dataDir },
      encoding: 'utf8',
    })
  expect(token()).toMatch(/^zfx_[\w-]{43}\n$/)
  product.child.kill('SIGINT')
  await product.ended
  expect(token()).toMatch(/^zfx_[\w-]{43}\n$/)
  expect(await leftOver(dataDir, 1)).toEqual([])
})

test('root without user namespaces, as in many containers, is told so in one clear line', async () => {
  const forbid = 'echo 0 > /proc/sys/user/max_user_namespaces && exec node lib/cli/launch.mjs start --no-demo'
  const product = spawnSync('unshare', ['--user', '--map-root-user', 'sh', '-c', forbid], {
    env: { ...process.env, PORT: String(port), ZERFAUX_DATA_DIR: dataDir },
    encoding: 'utf8',
  })
  expect(product.status).toBe(1)
  expect(`${product.stdout}${product.stderr}`).toMatch(
    /^Creating the embedded database as root needs a user namespace, .* Run Zerfaux as an ordinary user, or use Supabase.*\n$/,
  )
})

async function listening(on: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${on}/sign-in`).then(
    () => true,
    () => false,
  )
}
