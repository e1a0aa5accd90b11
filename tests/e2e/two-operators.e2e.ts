import { expect, test, type Browser, type Page } from '@playwright/test'
import { expectAccessible, signIn, signInAs } from './session.ts'

const GROUP = 'Web and application servers'
const WANTED = 'k8s-05'
/** The simulated cluster has no room for what is called so: its job waits for a person until it is cancelled. */
const NO_ROOM = 'noroom-k8s-05'

async function openGroup(page: Page) {
  await page.goto('/replication/groups')
  await page.getByRole('region', { name: 'Protection groups' }).getByRole('link', { name: GROUP }).first().click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(GROUP)
}

async function planShell(page: Page, name: string) {
  await openGroup(page)
  await page.getByRole('link', { name: 'DR shells' }).first().click()
  await page.getByLabel(name, { exact: true }).check()
  await page.getByRole('button', { name: 'Plan for chosen VMs' }).click()
  await expect(page.getByRole('main')).toContainText('nothing in the way')
  await page.getByRole('link', { name: 'Next' }).click()
  await expect(page).toHaveURL(/placement/)
}

/** Somebody else, at another computer. */
async function secondOperator(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await signInAs(page, 'operator')
  return page
}

async function expectConflict(page: Page, what: 'DR shell' | 'move', name: string) {
  const alert = page.getByRole('main').getByRole('alert').first()
  await expect(alert).toContainText(`${name} (${what}, asked for by admin@zerfaux.local) already has a job under way`)
  await expect(alert).toContainText('Wait until it has ended, or cancel it first')
  await expect(alert.getByRole('link', { name: 'Show that job' })).toHaveAttribute(
    'href',
    /\/replication\/jobs\/[\w-]+$/,
  )
}

test('two make the shell of one VM: the second is told by whose job, and keeps what was typed', async ({
  page,
  browser,
}) => {
  test.setTimeout(150_000)
  await signIn(page)
  const second = await secondOperator(browser)
  await planShell(second, WANTED)
  const choice = second.getByRole('form', { name: `Shell of ${WANTED}` })
  await choice.getByLabel('Name').fill('k8s-05-second')
  await choice.getByLabel('Placeholder datastore').selectOption('vmfs-ssd-01')
  const review = await second.context().newPage()
  await review.goto(second.url().replace('/placement', '/create'))
  await review.getByLabel('At a time').fill('7')

  await planShell(page, WANTED)
  const first = page.getByRole('form', { name: `Shell of ${WANTED}` })
  await first.getByLabel('Name').fill(NO_ROOM)
  await first.getByRole('button', { name: `Save for ${WANTED}` }).click()
  await expect(first.getByText('Saved')).toBeVisible()
  await page.getByRole('link', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Create 1 shell' }).click()
  await expect(page.getByRole('main')).toContainText('0 of 1 shells are made and read back; 1 needs you.')

  await review.getByRole('button', { name: 'Create 1 shell' }).click()
  await expectConflict(review, 'DR shell', WANTED)
  await expect(review.getByLabel('At a time')).toHaveValue('7')
  await expectAccessible(review)

  await choice.getByRole('button', { name: `Save for ${WANTED}` }).click()
  await expectConflict(second, 'DR shell', WANTED)
  await expect(choice.getByLabel('Name')).toHaveValue('k8s-05-second')
  await expect(choice.getByLabel('Placeholder datastore')).toHaveValue('vmfs-ssd-01')

  // Who comes later is told before asking.
  await review.reload()
  await expect(review.getByRole('main')).toContainText(`Left out: ${WANTED} (job under way)`)
  await expect(review.getByRole('button', { name: 'Create shells' })).toBeDisabled()
  await review.getByRole('link', { name: 'job under way' }).click()
  await expect(review.getByRole('heading', { level: 1 })).toContainText(WANTED)

  await page.getByRole('button', { name: `Cancel the shell of ${WANTED}` }).click()
  const progress = page.getByRole('region', { name: 'Progress of each shell' })
  await expect(progress.getByRole('row', { name: new RegExp(WANTED) })).toContainText('Cancelled')
  await choice.getByRole('button', { name: `Save for ${WANTED}` }).click()
  await expect(choice.getByText('Saved')).toBeVisible()
  await second.reload()
  await expect(second.locator('summary').filter({ hasText: WANTED })).toContainText('k8s-05-second')
  await second.context().close()
})

test('two move one VM: the second is told by whose job, and keeps what was typed', async ({ page, browser }) => {
  test.setTimeout(120_000)
  await signIn(page)
  await openGroup(page)
  await page.getByRole('link', { name: 'Move file-01 to the protection datastore' }).click()
  await expect(page.getByRole('main')).toContainText('1 VM, nothing in the way')
  const second = await secondOperator(browser)
  await second.goto(page.url())
  await second.getByLabel('At a time').fill('4')
  await page.getByRole('button', { name: 'Move 1 VM' }).click()
  await expect(page).toHaveURL(/progress\?batch=/)

  await second.getByRole('button', { name: 'Move 1 VM' }).click()
  await expectConflict(second, 'move', 'file-01')
  await expect(second.getByLabel('At a time')).toHaveValue('4')
  await expectAccessible(second)
  await second.getByRole('link', { name: 'Show that job' }).click()
  await expect(second.getByRole('heading', { level: 1 })).toContainText('Move file-01')
  await second.context().close()

  await page.getByRole('button', { name: 'Cancel the move of file-01' }).click()
  const row = page.getByRole('region', { name: 'Progress of each VM' }).getByRole('row', { name: /file-01/ })
  await expect(row).toContainText('Cancelled', { timeout: 30_000 })
})
