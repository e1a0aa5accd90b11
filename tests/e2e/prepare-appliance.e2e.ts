import { expect, test } from '@playwright/test'
import { addSimulatedTarget } from './add-site.ts'
import { expectAccessible, signIn } from './session.ts'

test('an appliance that lacks things is told which, and what to run', async ({ page }) => {
  await signIn(page)
  await addSimulatedTarget(page, 'unprepared.prepare.demo', 'Unprepared NAS')
  await page.getByRole('link', { name: 'Prepare' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^Prepare Unprepared NAS/ })).toBeVisible()

  const commands = page.getByLabel('Commands for root')
  await expect(commands).toHaveValue(/receive-door/)
  await page.getByRole('link', { name: 'Source', exact: true }).click()
  await expect(page.getByRole('link', { name: 'Source', exact: true })).toHaveAttribute('aria-current', 'page')
  await expect(commands).not.toHaveValue(/receive-door/)
  await page.getByRole('link', { name: 'Target', exact: true }).click()
  await expect(commands).toHaveValue(/as target/)

  await page.getByRole('button', { name: 'Check', exact: true }).click()
  const found = page.getByRole('list', { name: 'What was found' })
  await expect(found.getByRole('listitem').filter({ hasText: 'lacks hold, release' })).toContainText(
    'zfs allow -u zerfaux hold,release',
  )
  await expect(found.getByRole('listitem').filter({ hasText: 'The receive door' })).toContainText('Missing')
  await expect(page.getByText('4 things are missing.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Check again' })).toBeVisible()
  await expectAccessible(page)
})
