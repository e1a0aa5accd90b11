import { expect, type Page } from '@playwright/test'
import type { LabVcenter } from '../lab/lab.ts'

/** Through the pages, as a person would. */
export async function addSimulatedVcenter(page: Page, host: string, name: string) {
  await page.goto('/replication/sites')
  await page.getByRole('link', { name: 'Add vCenter' }).click()
  await page.getByLabel('Simulated, to try things out').check()
  await page.getByLabel('Host').fill(host)
  await page.getByRole('button', { name: 'Probe' }).click()
  await expect(page.getByText('A simulated vCenter.')).toBeVisible()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('User name').fill('administrator@vsphere.local')
  await page.getByLabel('Password').fill('simulated')
  await page.getByRole('button', { name: 'Trust and save' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

/** A vCenter of the lab, whose fingerprint is compared. */
export async function addLabVcenter(page: Page, name: string, vcenter: LabVcenter) {
  await page.goto('/replication/sites/vcenters/new')
  await page.getByLabel('Host').fill(vcenter.host)
  await page.getByLabel('Port').fill(String(vcenter.port))
  await page.getByRole('button', { name: 'Probe' }).click()
  await expect(page.getByText(vcenter.tls_thumbprint_sha256)).toBeVisible({ timeout: 30_000 })
  await page.getByLabel('I have compared it').check()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('User name').fill(vcenter.username)
  await page.getByLabel('Password').fill(vcenter.password)
  await page.getByRole('button', { name: 'Trust and save' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

export async function addSimulatedTarget(page: Page, host: string, name: string) {
  await page.goto('/replication/sites')
  await page.getByRole('link', { name: 'Add replication target' }).click()
  await page.getByLabel('Simulated, to try things out').check()
  await page.getByLabel('Host').fill(host)
  await page.getByRole('button', { name: 'Probe' }).click()
  await expect(page.getByText('A simulated appliance.')).toBeVisible()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('User name').fill('zerfaux')
  await page.getByLabel('Pool').fill('tank')
  await page.getByLabel('Dataset prefix').fill('zerfaux')
  await page.getByRole('button', { name: 'Trust and save' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

/** From its own page, once that said what it means. */
export async function deleteSite(page: Page, what: 'vCenter' | 'replication target', name: string) {
  await page.goto('/replication/sites')
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  const stays = { vCenter: 'Nothing changes in the vCenter', 'replication target': 'What lies on the appliance stays' }
  await expect(page.getByRole('dialog')).toContainText(stays[what])
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `Delete ${what}` })
    .click()
  await expect(page).toHaveURL('/replication/sites')
  await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0)
}

/** From the vCenter's own page, until its VMs are counted. */
export async function syncVcenter(page: Page, name: string, vms: string | RegExp) {
  await page.getByRole('button', { name: `Sync ${name}` }).click()
  await expect(page.getByRole('main').getByRole('link', { name: vms, exact: true })).toBeVisible({ timeout: 90_000 })
}
