import { expect, test } from '@playwright/test'
import { addSimulatedTarget, addSimulatedVcenter, syncVcenter } from './add-site.ts'
import { expectAccessible, signIn } from './session.ts'

// Simulated sites outlive their connections, so each run has its own.
const run = Date.now().toString(36)

// The second looks at what the first has made.
test.describe.configure({ mode: 'serial' })

test('from nothing to a recovery point: add sites, sync, make a group, assign VMs, run, watch', async ({ page }) => {
  test.setTimeout(240_000)
  await signIn(page)

  await addSimulatedVcenter(page, `vcenter-${run}.demo`, 'Journey vCenter')
  await expect(page.getByText('Nothing read yet')).toBeVisible()
  await syncVcenter(page, 'Journey vCenter', '40')
  await expect(page.getByRole('region', { name: 'Datastores' })).toContainText('nfs-protected-01')
  await addSimulatedTarget(page, `nas-here-${run}.demo`, 'Journey NAS here')
  await page.getByRole('button', { name: 'Check Journey NAS here' }).click()
  await expect(page.getByText('Healthy')).toBeVisible()
  await addSimulatedTarget(page, `nas-there-${run}.demo`, 'Journey NAS there')

  await page.goto('/replication/groups')
  await page.getByRole('link', { name: 'New protection group' }).click()
  await page.getByLabel('Protected vCenter').selectOption({ label: 'Journey vCenter (simulated)' })
  await expect(page.getByLabel('Protected vCenter')).toHaveValue(/.+/)
  await page.getByLabel('Name').fill('Journey')
  await page.getByLabel('Protected appliance').selectOption({ label: 'Journey NAS here (simulated)' })
  await page.getByLabel('Protection datastore').selectOption('nfs-protected-02')
  await page.getByLabel('Recovery vCenter').selectOption({ label: 'Journey vCenter (simulated)' })
  await page.getByLabel('Recovery appliance').selectOption({ label: 'Journey NAS there (simulated)' })
  await page.getByRole('button', { name: 'Next', exact: true }).click()
  await page.getByLabel('Recovery point objective, minutes').fill('30')
  await page.getByLabel('Recovery dataset').fill('tank/zerfaux/journey')
  await page.getByRole('button', { name: 'Next', exact: true }).click()
  await expect(page.getByRole('row', { name: 'Recovery dataset' })).toContainText('tank/zerfaux/journey')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Create protection group' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Journey' })).toContainText('Simulated')
  await expect(page.getByText('No recovery point yet')).toBeVisible()

  await page.getByRole('link', { name: 'Assign VMs' }).click()
  await page.getByLabel('Search').fill('web')
  const first = page.getByRole('region', { name: 'VMs to choose from' }).getByRole('checkbox')
  await first.nth(0).check()
  await first.nth(1).check()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Assign 2 VMs' }).click()
  const protectedVms = page.getByRole('region', { name: 'Protected VMs' }).getByRole('table')
  await expect(protectedVms.getByRole('row')).toHaveCount(3)
  await page.getByRole('button', { name: 'earlier' }).first().click()
  await expect(protectedVms.getByRole('row').nth(1)).toContainText('2')

  await page.getByRole('button', { name: 'Run now' }).click()
  const job = page.getByRole('region', { name: 'Job: Replicate Journey' })
  await expect(job.getByRole('list', { name: 'Steps' })).toContainText('Send to the recovery site')
  await expectAccessible(page)
  await expect(page.getByText('Meeting RPO', { exact: true })).toBeVisible({ timeout: 120_000 })
  const points = page.getByRole('region', { name: 'Recovery points' }).getByRole('table')
  await expect(points.getByRole('row')).toHaveCount(2)
  await expect(points.getByRole('cell', { name: /^\d{10,20}$/ })).toBeVisible()

  await page.getByRole('region', { name: 'Recent jobs' }).getByRole('link', { name: 'Replicate' }).click()
  await expect(page).toHaveTitle(/Succeeded · Replicate Journey/)
  await expect(page.getByRole('list', { name: 'Steps' }).getByText('(done)').first()).toBeAttached()
  await expectAccessible(page)
})

test('a group that is deleted leaves what lies on the appliances', async ({ page }) => {
  await signIn(page)
  await page.goto('/replication/groups')
  await page.getByRole('link', { name: 'Journey' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('What lies on the appliances stays')
  await expect(dialog).toContainText('tank/zerfaux/journey')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Delete protection group' }).click()
  await expect(page).toHaveURL('/replication/groups')
  await expect(page.getByRole('link', { name: 'Journey' })).toHaveCount(0)
})
