import { expect, test } from '@playwright/test'
import { expectAccessible, signInAs } from './session.ts'

test('a viewer sees everything and can do nothing, and is told why', async ({ page }) => {
  await signInAs(page, 'viewer')
  await expect(page.getByRole('link', { name: 'API tokens' })).toHaveCount(0)
  await page.getByRole('region', { name: 'Protection groups' }).getByRole('link', { name: 'Databases' }).first().click()
  const runNow = page.getByRole('button', { name: 'Run now' })
  await expect(runNow).toBeDisabled()
  await expect(runNow).toHaveAccessibleDescription('Needs the role operator; you are viewer.')
  await expect(page.getByRole('button', { name: 'Delete' })).toBeDisabled()
  await expect(page.getByRole('button', { name: 'Remove pg-01' })).toBeDisabled()
  await expectAccessible(page)

  await page.goto('/replication/sites')
  await expect(page.getByRole('button', { name: 'Add vCenter' })).toBeDisabled()
  await expect(page.getByRole('button', { name: 'Sync West vCenter' })).toBeDisabled()
  await page.goto('/replication/sites/vcenters/new')
  await expect(page.getByRole('note').getByText('Needs the role admin')).toBeVisible()
  await page.goto('/replication/admin/tokens')
  await expect(page.getByRole('main').getByRole('alert')).toContainText('This needs the role admin')
})

test('an operator runs groups, and leaves sites to admins', async ({ page }) => {
  await signInAs(page, 'operator')
  await page.getByRole('region', { name: 'Protection groups' }).getByRole('link', { name: 'Databases' }).first().click()
  await expect(page.getByRole('button', { name: 'Run now' })).toBeEnabled()
  await page.goto('/replication/sites')
  await expect(page.getByRole('button', { name: 'Add vCenter' })).toBeDisabled()
  await expect(page.getByRole('button', { name: 'Sync West vCenter' })).toBeEnabled()
})
