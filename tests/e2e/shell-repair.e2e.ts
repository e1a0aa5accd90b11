import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test, type Page } from '@playwright/test'
import { expectAccessible, signIn } from './session.ts'

const GROUP = 'Web and application servers'
const [MISSING, CHANGED] = ['pg-02', 'sql-02'] as const
/** As the demo has them from its start. */
const DEMO = { missing: 'app-04', changed: 'web-06' } as const

async function openGroup(page: Page) {
  await page.goto('/replication/groups')
  await page.getByRole('region', { name: 'Protection groups' }).getByRole('link', { name: GROUP }).first().click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(GROUP)
}

async function openShells(page: Page) {
  await openGroup(page)
  await page.getByRole('link', { name: 'DR shells' }).first().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('DR shells')
}

async function createPlanned(page: Page, shells: number) {
  await page.getByRole('link', { name: 'Next' }).click()
  await expect(page).toHaveURL(/placement/)
  await page.getByRole('link', { name: 'Next' }).click()
  await page.getByRole('button', { name: `Create ${shells} shells` }).click()
  await expect(page.getByRole('main')).toContainText(`${shells} of ${shells} shells are made and read back`, {
    timeout: 60_000,
  })
}

const rowOf = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Protected VMs' }).getByRole('row', { name: new RegExp(name) })

test('shells that are gone or changed are found by a sync, and repaired together; one leaves with its VM', async ({
  page,
}) => {
  test.setTimeout(180_000)
  await signIn(page)
  await openShells(page)
  await expect(page.getByRole('row', { name: new RegExp(DEMO.missing) })).toContainText(
    /Missing.*not in the DR vCenter/,
  )
  await expect(page.getByRole('row', { name: new RegExp(DEMO.changed) })).toContainText(/Changed.*memory is 1024 MiB/)
  for (const name of [MISSING, CHANGED]) await page.getByLabel(name, { exact: true }).check()
  await page.getByRole('button', { name: 'Plan for chosen VMs' }).click()
  await expect(page.getByRole('main')).toContainText('2 VMs, nothing in the way')
  await createPlanned(page, 2)

  const program = fileURLToPath(new URL('meddle-with-shells.ts', import.meta.url))
  execFileSync(process.execPath, ['--conditions=react-server', program, MISSING, CHANGED], {
    env: { ...process.env, ZERFAUX_DATA_DIR: process.env['ZERFAUX_E2E_DATA_DIR'] },
  })
  await page.goto('/replication/sites')
  await page.getByRole('button', { name: 'Sync East vCenter' }).click()
  await page.getByRole('link', { name: 'Syncing' }).click()
  await expect(page).toHaveTitle(/Succeeded/, { timeout: 60_000 })

  await openGroup(page)
  await expect(rowOf(page, MISSING)).toContainText('Missing')
  await expect(rowOf(page, CHANGED)).toContainText('Changed')
  await expect(page.getByRole('link', { name: `Repair the DR shell of ${CHANGED}` })).toBeVisible()
  await openShells(page)
  await expect(page.getByRole('row', { name: new RegExp(CHANGED) })).toContainText('memory is 1024 MiB')
  await page.getByRole('link', { name: 'All to be repaired (4)' }).click()
  await page.locator('summary').filter({ hasText: CHANGED }).click()
  await expect(page.getByRole('region', { name: `Differences of the shell of ${CHANGED}` })).toContainText('1024 MiB')
  await expectAccessible(page)
  await createPlanned(page, 4)
  await openGroup(page)
  for (const name of [MISSING, CHANGED, DEMO.missing, DEMO.changed]) {
    await expect(rowOf(page, name)).toContainText('Made')
  }

  await rowOf(page, MISSING).getByRole('button', { name: 'Remove', exact: false }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove VM and its shell' }).click()
  await expect(page).toHaveTitle(/Succeeded/, { timeout: 30_000 })
  await openGroup(page)
  await expect(rowOf(page, CHANGED)).toBeVisible()
  await expect(rowOf(page, MISSING)).toHaveCount(0)
})

test('the shell of a VM that leaves its group alone is a leftover, and is released from there', async ({ page }) => {
  await signIn(page)
  await openGroup(page)
  await rowOf(page, CHANGED).getByRole('button', { name: 'Remove', exact: false }).click()
  const leaving = page.getByRole('dialog')
  await expect(leaving).toContainText('listed under Leftovers')
  await leaving.getByRole('button', { name: 'Remove VM', exact: true }).click()
  await expect(rowOf(page, CHANGED)).toHaveCount(0)

  await page.goto('/replication/leftovers')
  const row = page.getByRole('region', { name: 'Leftovers' }).getByRole('row', { name: new RegExp(CHANGED) })
  await expect(row).toContainText('DR shell')
  await expect(row).toContainText(`The VM that it was made for has left ${GROUP}`)
  await expect(row).toContainText(/vm-\d+/)
  await row.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Release 1 …' }).click()
  const releasing = page.getByRole('dialog')
  await expect(releasing).toContainText('Removes the VM from its vCenter')
  await expectAccessible(page)
  await releasing.getByRole('button', { name: 'Release 1 leftover' }).click()
  await expect(page).toHaveTitle(/Succeeded/, { timeout: 30_000 })
  await page.goto('/replication/leftovers')
  await expect(page.getByRole('main')).not.toContainText(CHANGED)
})
