import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { expectAccessible, signIn } from './session.ts'

test('a diverged replica is found, and repaired by keeping the branch, page by page', async ({ page }) => {
  test.setTimeout(180_000)
  const program = fileURLToPath(new URL('roll-back-source.ts', import.meta.url))
  execFileSync(process.execPath, ['--conditions=react-server', program], {
    env: { ...process.env, ZERFAUX_DATA_DIR: process.env['ZERFAUX_E2E_DATA_DIR'] },
  })
  await signIn(page)
  await page.getByRole('region', { name: 'Protection groups' }).getByRole('link', { name: 'Databases' }).first().click()
  await page.getByRole('button', { name: 'Run now' }).click()
  await page.getByRole('link', { name: 'Look at the replica and choose a safe way out' }).click({ timeout: 60_000 })

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Replica of Databases')
  await expect(page.getByRole('main')).toContainText('The replica has points that the source does not have')
  const points = page.getByRole('region', { name: 'Points of both sides' })
  await expect(points.getByRole('row', { name: 'Only on the replica' })).toHaveCount(1)
  await expect(points.getByRole('row', { name: 'newest common point' })).toHaveCount(1)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Cancel that job' }).click()
  await expect(async () => {
    await page.reload()
    await expect(page.getByRole('button', { name: 'Cancel that job' })).toHaveCount(0, { timeout: 1000 })
  }).toPass({ timeout: 30_000 })

  await page.getByRole('link', { name: 'Choose a way' }).click()
  await expect(page.getByRole('radio', { name: 'Keep the branch and go on' })).toBeChecked()
  await expect(page.getByRole('radio', { name: 'Adopt a dataset that is there already' })).toBeDisabled()
  await page.getByLabel('Dataset on the recovery appliance').fill('tank/zerfaux/protected-01')
  await page.getByRole('button', { name: 'Look at it' }).click()
  await expect(page.getByRole('main')).toContainText('tank/zerfaux/protected-01 has no point in common with the source')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Next' }).click()

  await expect(page.getByRole('heading', { name: 'Keep the branch and go on' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('listitem').filter({ hasText: 'Promote the clone' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Keep the branch and go on' }).click()
  await expect(page).toHaveTitle(/Succeeded · Repair the replica of Databases/, { timeout: 60_000 })
  await expectAccessible(page)

  await page.getByRole('link', { name: 'Databases' }).first().click()
  await page.getByRole('link', { name: 'Check replica' }).click()
  await expect(page.getByRole('main')).toContainText('Nothing is to be repaired')
  const kept = page.getByRole('region', { name: 'Kept by earlier repairs' })
  await kept.getByText('Show the command').click()
  await expect(kept).toContainText('zfs destroy -r tank/zerfaux/databases.diverged_')
  await expectAccessible(page)
})
