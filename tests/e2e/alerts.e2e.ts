import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test, type Page } from '@playwright/test'
import { addSimulatedTarget, deleteSite } from './add-site.ts'
import { expectAccessible, signIn, signInAs } from './session.ts'

// The alert of the first journey is one that the second is told of no more.
test.describe.configure({ mode: 'serial' })

test('an appliance that does not answer becomes an alert, which is sent, opened and acknowledged', async ({ page }) => {
  test.setTimeout(180_000)
  const posts: string[] = []
  const receiver = createServer((request, response) => {
    void bodyOf(request).then((body) => posts.push(body))
    response.writeHead(204).end()
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  const { port } = receiver.address() as AddressInfo

  await signIn(page)
  await page.getByRole('link', { name: 'Alert channels' }).click()
  await expect(page.getByText('Nobody is told of alerts')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Add webhook' }).click()
  await page.getByLabel('Name').fill('Pager')
  await page.getByLabel('Address').fill('not an address')
  await page.getByRole('button', { name: 'Add webhook' }).click()
  await expect(page.getByLabel('Address')).toHaveAttribute('aria-invalid', 'true')
  await expectAccessible(page)
  await page.getByLabel('Address').fill(`http://127.0.0.1:${port}/hook`)
  await page.getByRole('button', { name: 'Add webhook' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'is shown this once' })).toContainText('zfxwh_')
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Test Pager' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Sent' })).toBeVisible()
  expect(posts.map((body) => JSON.parse(body).event)).toEqual(['test'])
  await expectAccessible(page)

  await addSimulatedTarget(page, 'unreachable-alerts.demo', 'Silent NAS')
  await page.getByRole('button', { name: 'Check Silent NAS' }).click()
  await expect(page.getByText('The last check failed.')).toBeVisible()
  await expect(async () => {
    await page.goto('/replication/alerts')
    await expect(openAlerts(page)).toContainText('Silent NAS', { timeout: 1000 })
  }).toPass({ timeout: 90_000 })
  await expect.poll(() => posts.length, { timeout: 60_000 }).toBeGreaterThan(1)
  receiver.close()
  expect(posts.some((body) => JSON.parse(body).alert?.subject === 'Silent NAS')).toBe(true)
  await expect(page.getByRole('link', { name: /^Alerts \d+ open$/ })).toBeVisible()
  await expectAccessible(page)

  await page.goto('/replication')
  await expect(page.getByRole('region', { name: 'Needs you' })).toContainText('Silent NAS')
  await page.getByRole('region', { name: 'Needs you' }).getByRole('link', { name: 'Silent NAS' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Appliance unreachable')
  await expect(page.getByRole('link', { name: 'Open the appliance' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('Pager')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Acknowledge Silent NAS' }).click()
  await expect(page.getByText('by admin@zerfaux.local')).toBeVisible()
  await page.goto('/replication')
  await expect(page.getByRole('link', { name: 'Silent NAS' })).toHaveCount(0)
})

test('a channel is edited and deleted; whoever may not is told so', async ({ page }) => {
  await signIn(page)
  await page.goto('/replication/admin/alert-channels')
  await page.getByRole('link', { name: 'Pager' }).click()
  await expect(page.getByLabel('Alerts from')).toHaveValue('warning')
  await expectAccessible(page)
  await page.getByLabel('Alerts from').selectOption('critical')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('row', { name: /Pager/ })).toContainText('critical only')
  await page.getByRole('button', { name: 'Delete Pager' }).click()
  await expect(page.getByRole('dialog')).toContainText('Nothing is sent there from now on')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete channel' }).click()
  await expect(page.getByText('Nobody is told of alerts')).toBeVisible()

  await page.getByRole('link', { name: 'Add mail server' }).click()
  await page.getByLabel('Mail server').fill('mail.example.com')
  await page.getByLabel('From', { exact: true }).fill('zerfaux@example.com')
  await page.getByLabel('To', { exact: true }).fill('ops@example.com\nnobody')
  await page.getByRole('button', { name: 'Add mail server' }).click()
  await expect(page.getByLabel('To', { exact: true })).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('To', { exact: true })).toHaveValue('ops@example.com\nnobody')
  await expectAccessible(page)
})

test('a viewer sees alerts, and neither acknowledges nor sees channels', async ({ page }) => {
  await signInAs(page, 'viewer')
  await page.getByRole('link', { name: /^Alerts/ }).click()
  await openAlerts(page).getByRole('link', { name: 'Silent NAS' }).click()
  await expect(page.getByText('by admin@zerfaux.local')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Alert channels' })).toHaveCount(0)
  await page.goto('/replication/admin/alert-channels')
  await expect(page.getByRole('main').getByRole('alert')).toContainText('This needs the role admin')
})

test('an appliance that is silent for good is removed, and what that means is said before', async ({ page }) => {
  await signIn(page)
  await deleteSite(page, 'replication target', 'Silent NAS')
})

const openAlerts = (page: Page) => page.getByRole('region', { name: 'Open alerts' })

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}
