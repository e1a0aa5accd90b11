import { expect, test } from '@playwright/test'
import { addSimulatedVcenter, syncVcenter } from './add-site.ts'
import { expectAccessible, signIn } from './session.ts'

test('ten thousand VMs scroll, search, filter and sort', async ({ page }) => {
  test.setTimeout(240_000)
  await signIn(page)
  await addSimulatedVcenter(page, 'vms-10000.demo', 'Large vCenter')
  await syncVcenter(page, 'Large vCenter', '10,000')
  await page.getByRole('main').getByRole('link', { name: '10,000', exact: true }).click()
  await expect(page.getByText('10,000 VMs match')).toBeVisible()

  const list = page.getByRole('region', { name: 'VMs' })
  const table = list.getByRole('table')
  await expect(table).toHaveAttribute('aria-rowcount', '10001')
  expect(await table.getByRole('row').count()).toBeLessThan(120)
  const before = await table.getByRole('row').nth(1).innerText()
  await expect(async () => {
    await list.evaluate((box) => box.scrollTo({ top: box.scrollHeight }))
    await expect(page.getByText('All loaded')).toBeVisible({ timeout: 300 })
  }).toPass({ timeout: 90_000 })
  await list.evaluate((box) => box.scrollTo({ top: box.scrollHeight }))
  await expect(table.locator('[aria-rowindex="10001"]')).toBeVisible()
  expect(await table.getByRole('row').count()).toBeLessThan(120)
  expect(await table.getByRole('row').nth(1).innerText()).not.toBe(before)

  await page.keyboard.press('/')
  await expect(page.getByLabel('Search')).toBeFocused()
  await page.getByLabel('Search').fill('web-12')
  await expect(page).toHaveURL(/q=web-12/)
  await expect(table.getByRole('row').nth(1)).toContainText('web-12')
  await page.getByLabel('Search').fill('')
  await page.getByLabel('Power').selectOption('powered_off')
  await expect(page).toHaveURL(/power=powered_off/)
  await expect(table.getByRole('row').nth(1)).toContainText('Off')

  await table.getByRole('link', { name: 'Size' }).click()
  await expect(table.getByRole('columnheader', { name: 'Size' })).toHaveAttribute('aria-sort', 'ascending')
  await table.getByRole('row').nth(1).getByRole('link').click()
  const panel = page.getByRole('complementary', { name: 'Details of' })
  await expect(panel).toContainText('Disks')
  await expect(panel.getByText('Simulated')).toBeVisible()
  await expectAccessible(page)
  await panel.getByRole('link', { name: 'Close details' }).click()
  await expect(panel).toHaveCount(0)
  await expect(page).toHaveURL(/power=powered_off/)
})
