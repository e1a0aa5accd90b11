import { expect, test, type Page } from '@playwright/test'
import { expectAccessible, signIn, signInAs } from './session.ts'

test.describe.configure({ mode: 'serial' })

const GROUP = 'Web and application servers'

async function openGroup(page: Page) {
  await page.goto('/replication/groups')
  await page.getByRole('region', { name: 'Protection groups' }).getByRole('link', { name: GROUP }).first().click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(GROUP)
}

async function openWizard(page: Page) {
  await openGroup(page)
  await page.getByRole('link', { name: 'Protection datastore', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Protection datastore')
}

const details = (page: Page, name: string) => page.locator('summary').filter({ hasText: name })

test('VMs are chosen, planned, moved and read again; what has not begun can be stopped', async ({ page }) => {
  test.setTimeout(150_000)
  await signIn(page)
  await expect(page.getByRole('region', { name: 'Needs you' })).toContainText('web-08')
  await openGroup(page)
  await expect(page.getByRole('row', { name: /web-08/ })).toContainText('Moved away, to vmfs-sata-01')
  await openWizard(page)
  await expect(page.getByRole('row', { name: /web-08/ })).toContainText('Somebody moved it from nfs-protected-01')
  await expectAccessible(page)
  // By keyboard alone.
  await page.getByLabel('web-08', { exact: true }).focus()
  await page.keyboard.press('Space')
  await expect(page.getByText('1 VM chosen')).toBeVisible()
  // As fast as can be: none is lost.
  await page.getByLabel(/^(ci-01|k8s-01)$/).evaluateAll((boxes) => {
    for (const box of boxes) if (box instanceof HTMLInputElement) box.click()
  })
  await expect(page.getByText('3 VMs chosen')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('web-08', { exact: true })).toBeChecked()
  await page.getByLabel('ci-01', { exact: true }).press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Move to the protection datastore')
  await page.goBack()
  for (const name of ['web-08', 'ci-01', 'k8s-01']) await expect(page.getByLabel(name, { exact: true })).toBeChecked()
  await page.goForward()

  await expect(page.getByRole('main')).toContainText('3 VMs, 1 with something in the way. Nothing has been changed.')
  await expect(page.getByRole('list', { name: 'What to know of k8s-01' })).toContainText('k8s-01 has 2 snapshots')
  await details(page, 'web-08').click()
  const lies = page.getByRole('region', { name: 'Where web-08 lies' })
  await expect(lies.getByRole('row', { name: /web-08\.vmdk/ })).toContainText(/vmfs-sata-01.*nfs-protected-01/)
  await expect(page.getByRole('region', { name: 'Space on nfs-protected-01' })).toContainText('Left then')
  await expectAccessible(page)
  await page.getByLabel('At a time').fill('99')
  await page.getByRole('button', { name: 'Move 2 VMs' }).click()
  await expect(page.getByRole('main').getByRole('alert').first()).toBeVisible()
  await expect(page.getByLabel('At a time')).toHaveValue('99')
  await page.getByLabel('At a time').fill('1')
  await page.getByRole('button', { name: 'Move 2 VMs' }).click()

  await expect(page).toHaveURL(/progress\?batch=/)
  const progress = page.getByRole('region', { name: 'Progress of each VM' })
  await expect(progress.getByRole('row', { name: /ci-01/ })).toContainText('Running')
  await expect(progress.getByRole('row', { name: /web-08/ })).toContainText('Waits for its turn')
  await page.reload()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Stop after those under way' }).click()
  await expect(progress.getByRole('row', { name: /web-08/ })).toContainText('Cancelled')
  await expect(page.getByRole('main')).toContainText('1 of 2 VMs are moved and read again.', { timeout: 60_000 })
  await expectAccessible(page)
  await page.getByRole('link', { name: 'What was re-read' }).click()
  const result = page.getByRole('region', { name: 'What was re-read' })
  await expect(result.getByRole('row', { name: /ci-01/ })).toContainText('[nfs-protected-01] ci-01/ci-01.vmx')
  await expect(result.getByRole('row', { name: /web-08/ })).toContainText('Not moved')
  await expectAccessible(page)
  await page.goBack()
  await expect(page.getByRole('main')).toContainText('1 of 2 VMs are moved and read again.')

  await openGroup(page)
  const vms = page.getByRole('region', { name: 'Protected VMs' })
  await expect(vms.getByRole('row', { name: /ci-01/ })).toContainText('Yes')
})

test('all are chosen at once, and none; nothing chosen cannot be planned', async ({ page }) => {
  await signIn(page)
  await openWizard(page)
  const plan = page.getByRole('button', { name: 'Plan for chosen VMs' })
  await expect(plan).toBeDisabled()
  await page.getByLabel('All VMs', { exact: true }).check()
  await expect(page.getByText(/\d\d VMs chosen/)).toBeVisible()
  await page.getByLabel('web-02', { exact: true }).uncheck()
  await expect(page.getByLabel('All VMs', { exact: true })).toBeChecked({ indeterminate: true })
  await page.getByLabel('All VMs', { exact: true }).check()
  await page.getByLabel('All VMs', { exact: true }).uncheck()
  await expect(plan).toBeDisabled()
})

test('a VM’s own page says that it was moved away, and leads to the move', async ({ page }) => {
  await signIn(page)
  await page.goto('/replication/vms?q=web-08')
  // Other journeys have vCenters of their own with a VM of that name.
  await page.getByRole('row').filter({ hasText: GROUP }).getByRole('link', { name: 'web-08' }).click()
  const panel = page.getByRole('complementary', { name: 'Details of web-08' })
  await expect(panel).toContainText('Somebody moved it from nfs-protected-01 to vmfs-sata-01')
  await expectAccessible(page)
  await panel.getByRole('link', { name: 'Move web-08 to the protection datastore' }).click()
  await expect(page.getByRole('main')).toContainText('1 VM, nothing in the way')
})

test('a move is cancelled, and the VM is where it was', async ({ page }) => {
  test.setTimeout(120_000)
  await signIn(page)
  await openGroup(page)
  await page.getByRole('link', { name: 'Move file-01 to the protection datastore' }).click()
  await expect(page.getByRole('main')).toContainText('1 VM, nothing in the way')
  const address = page.url()
  await page.getByRole('button', { name: 'Move 1 VM' }).click()
  await expect(page).toHaveURL(/progress\?batch=/)

  await page.getByRole('button', { name: 'Cancel the move of file-01' }).click()
  const row = page.getByRole('region', { name: 'Progress of each VM' }).getByRole('row', { name: /file-01/ })
  await expect(row).toContainText('Cancelled', { timeout: 30_000 })
  await page.goto(address)
  await expect(details(page, 'file-01')).toContainText('Ready')
})

test('all that need it are planned at once; a viewer may look and not touch', async ({ page }) => {
  test.setTimeout(90_000)
  await signInAs(page, 'viewer')
  await openWizard(page)
  await page.getByRole('link', { name: /All that need it/ }).click()
  for (const [name, reason] of [
    ['ci-02', 'A folder ci-02 is already on nfs-protected-01'],
    ['file-02', 'may be written to by several VMs'],
    ['k8s-02', 'builds on a disk of another VM'],
    ['k8s-03', 'is encrypted by a key provider'],
    ['k8s-04', 'is independent'],
    ['k8s-05', 'has a virtual TPM'],
    ['mail-01', 'is a raw device'],
  ] as const)
    await expect(page.getByRole('list', { name: `What to know of ${name}` })).toContainText(reason)
  await expectAccessible(page)
  await expect(page.getByRole('button', { name: /^Move/ })).toBeDisabled()
  await page.goBack()
  await page.getByRole('link', { name: /All that were moved away/ }).click()
  await expect(page.getByRole('main')).toContainText('1 VM, nothing in the way')
})
