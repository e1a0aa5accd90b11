import { expect, test } from '@playwright/test'
import { addSimulatedVcenter, deleteSite } from './add-site.ts'
import { expectAccessible, signIn } from './session.ts'

test('a site that does not answer says so, with a hint and the buttons that help', async ({ page }) => {
  await signIn(page)
  await addSimulatedVcenter(page, 'unreachable.failures.demo', 'Silent vCenter')
  await page.getByRole('button', { name: 'Sync Silent vCenter' }).click()
  const job = page.getByRole('region', { name: 'Job: Sync inventory Silent vCenter' })
  await expect(job).toContainText('Check the address, the port and the firewall', { timeout: 30_000 })
  await job.getByRole('link', { name: 'Sync inventory' }).click()
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Cancel job' }).click()
  await expect(page.getByRole('dialog')).toContainText('The inventory stays as it was')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the job' }).click()
  await expect(page).toHaveTitle(/Cancelled/, { timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'Retry' })).toHaveCount(0)
  // All journeys share one product: others look at every site there is.
  await deleteSite(page, 'vCenter', 'Silent vCenter')
})

test('errors of fields stand at their fields, and what was typed is kept', async ({ page }) => {
  await signIn(page)
  await page.goto('/replication/sites/vcenters/new')
  await page.getByLabel('Host').fill('https://vcenter.example.com/ui')
  await page.getByLabel('Port').fill('70000')
  await page.getByRole('button', { name: 'Probe' }).click()
  await expect(page.getByLabel('Host')).toHaveAccessibleDescription(/host name or an IP address/)
  await expect(page.getByLabel('Host')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Host')).toHaveValue('https://vcenter.example.com/ui')
  await expect(page.getByLabel('Port')).toHaveValue('70000')
  await expect(page.getByLabel('Port')).toHaveAttribute('aria-invalid', 'true')
  await expectAccessible(page)

  await page.getByLabel('Simulated, to try things out').check()
  await page.getByLabel('Host').fill('vcenter.forms.demo')
  await page.getByLabel('Port').fill('443')
  await page.getByRole('button', { name: 'Probe' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Kept')
  await page.getByLabel('Password').fill('a secret')
  await page.getByRole('button', { name: 'Trust and save' }).click()
  await expect(page.getByLabel('User name')).toHaveAccessibleDescription(/Enter something here/)
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Kept')
  await expect(page.getByLabel('Password')).toHaveValue('')
})

test('what cannot be made is said before the review, and nothing is lost on the way back', async ({ page }) => {
  await signIn(page)
  await page.goto('/replication/groups/new/review?name=Lost&rpo_minutes=0')
  await page.getByRole('button', { name: 'Create protection group' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Some fields are not valid')
  await expect(page.getByRole('row', { name: 'Recovery point objective' })).toContainText('>=1')
  await page.getByRole('link', { name: 'Back' }).click()
  await expect(page.getByLabel('Recovery point objective, minutes')).toHaveValue('0')
})

test('an address that leads nowhere says so', async ({ page }) => {
  await signIn(page)
  await page.goto('/replication/groups/11111111-1111-4111-8111-111111111111')
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  await page.goto('/replication/vms?sort=shoeSize')
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Cannot sort by shoeSize')
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
})
