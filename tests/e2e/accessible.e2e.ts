import { expect, test, type Page } from '@playwright/test'
import { expectAccessible, expectContrast, signIn } from './session.ts'

const places = [
  '',
  '/groups',
  '/groups/new',
  '/groups/new/settings?name=Web',
  '/vms',
  '/sites',
  '/sites/vcenters/new',
  '/sites/targets/new',
  '/jobs',
  '/alerts',
  '/leftovers',
  '/admin/alert-channels',
  '/admin/alert-channels/new?kind=smtp',
  '/admin/alert-channels/new?kind=webhook',
  '/admin/tokens',
  '/admin/audit',
  '/api',
]

/** Pages of one object, found as a person would: the first row of a list. */
const objects = [
  {
    list: '/groups',
    rows: 'Protection groups',
    inner: ['Settings', 'Preflight', 'Check replica', 'Retention', 'Assign VMs'],
  },
  { list: '/sites', rows: 'vCenters', inner: ['Edit'] },
  { list: '/sites', rows: 'Replication targets', inner: ['Edit', 'Prepare'] },
  { list: '/jobs', rows: 'Jobs, newest first', inner: [] },
]

/** Both themes are one page in other colours: what is not about these is looked for once. */
const themes = [
  { colorScheme: 'light', what: 'accessible', expectIt: expectAccessible },
  { colorScheme: 'dark', what: 'legible', expectIt: expectContrast },
] as const

for (const { colorScheme, what, expectIt } of themes) {
  test(`every page is ${what}, ${colorScheme}`, async ({ page }) => {
    test.setTimeout(180_000)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await signIn(page)
    for (const place of places) {
      await page.goto(`/replication${place}`)
      await check(page, expectIt)
    }
    for (const { list, rows, inner } of objects) {
      await page.goto(`/replication${list}`)
      await page.getByRole('region', { name: rows }).getByRole('rowheader').first().getByRole('link').click()
      await expect(page).not.toHaveURL(new RegExp(`${list}$`))
      await check(page, expectIt)
      const address = page.url()
      for (const name of inner) {
        await page.goto(address)
        await page.getByRole('main').getByRole('link', { name }).click()
        await expect(page).not.toHaveURL(address)
        await check(page, expectIt)
      }
    }
  })
}

async function check(page: Page, expectIt: typeof expectAccessible) {
  await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
  await expectIt(page)
}
