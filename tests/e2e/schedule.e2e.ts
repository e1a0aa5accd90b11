import { expect, test } from '@playwright/test'
import { expectAccessible, signIn } from './session.ts'

const name = 'Web and application servers'

test('a group gets a schedule and maintenance windows, says what they lead to, and is paused and resumed', async ({
  page,
}) => {
  test.setTimeout(120_000)
  await signIn(page)
  await page.goto('/replication/groups')
  await page.getByRole('link', { name }).click()
  const facts = page.getByRole('main')
  await expect(facts).toContainText('by RPO, about every')

  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByLabel('Cron expression').fill('every day')
  await expect(page.getByText('No time comes of this.')).toBeVisible()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByLabel('Cron expression')).toHaveAttribute('aria-invalid', 'true')

  await page.getByLabel('Cron expression').fill('0 4 * * *')
  await page.getByLabel('Time zone of the expression').fill('Europe/Berlin')
  await expect(page.getByText('Next times, Europe/Berlin:')).toBeVisible()
  await expect(page.getByText(/^\w{3} \d{4}-\d\d-\d\d 04:00$/)).toHaveCount(5)
  await page.getByLabel('Priority').selectOption('1')
  await page.getByRole('button', { name: 'Add a window' }).click()
  await page.getByLabel('Window 1 from').fill('20:00')
  await page.getByLabel('Window 1 to').fill('08:00')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save' }).click()

  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(facts).toContainText('0 4 * * *, Europe/Berlin')
  await expect(facts).toContainText('1 of 5')
  await expect(facts).toContainText('leaves no time for a run: the RPO of 1 h will be missed')
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Pause' }).click()
  const dialog = page.getByRole('dialog', { name: `Pause ${name}?` })
  await expect(dialog).toContainText('nobody is alerted')
  await dialog.getByRole('button', { name: 'Pause protection group' }).click()
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Run now' })).toBeDisabled()
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()

  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByLabel('Cron expression').fill('')
  await page.getByRole('button', { name: 'Remove window 1' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(facts).toContainText('by RPO, about every')
  await page.getByRole('link', { name: 'History' }).click()
  await expectAccessible(page)
})

test('an appliance takes fewer transfers at a time, and has windows of its own', async ({ page }) => {
  await signIn(page)
  await page.goto('/replication/sites')
  await page.getByRole('link', { name: 'East NAS' }).click()
  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByLabel('Transfers at a time').fill('0')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByLabel('Transfers at a time')).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('Transfers at a time').fill('3')
  await page.getByRole('button', { name: 'Add a window' }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('main')).toContainText('1, UTC')
  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByRole('button', { name: 'Remove window 1' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('main')).toContainText('none')
})
