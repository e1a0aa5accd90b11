import { expect, test } from '@playwright/test'
import { signIn } from './session.ts'

test('places are reached by keys, and the keys can be switched off', async ({ page }) => {
  await signIn(page)
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page.getByRole('heading', { level: 1, name: 'Sites' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('g')
  await expect(page.getByRole('heading', { level: 1, name: 'Protection groups' })).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByLabel('Name')).toBeFocused()
  await page.keyboard.type('gs?')
  await expect(page.getByRole('heading', { level: 1, name: 'Protection groups' })).toBeVisible()

  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click()
  await page.getByLabel('Use single-key shortcuts in this browser').uncheck()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('g')
  await page.keyboard.press('j')
  await expect(page.getByRole('heading', { level: 1, name: 'Protection groups' })).toBeVisible()
})

test('the keyboard alone reaches the content', async ({ page }) => {
  await signIn(page)
  await page.goto('/replication')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('main').getByRole('link').first()).toBeFocused()
})

test('the theme follows the system until it is chosen, and stays chosen', async ({ page }) => {
  const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  await page.emulateMedia({ colorScheme: 'light' })
  await signIn(page)
  expect(await background()).toBe('rgb(255, 255, 255)')
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await background()).toBe('rgb(14, 17, 22)')
  await page.getByRole('button', { name: /Switch to light/ }).click()
  expect(await background()).toBe('rgb(255, 255, 255)')
  await page.reload()
  expect(await scheme()).toBe('light')
  await page.getByRole('button', { name: /Switch to dark/ }).click()
  expect(await scheme()).toBe('dark')
})

test('simulated sites are marked everywhere', async ({ page }) => {
  await signIn(page)
  await expect(page.getByRole('complementary', { name: 'Simulated sites' })).toBeVisible()
  for (const place of ['groups', 'vms', 'sites', 'jobs']) {
    await page.goto(`/replication/${place}`)
    await expect(page.getByRole('table').first().getByText('Simulated').first()).toBeVisible()
  }
})

test('a token is shown once, works, and can be revoked', async ({ page, request }) => {
  await signIn(page)
  await page.getByRole('link', { name: 'API tokens' }).click()
  await page.getByLabel('Name').fill('browser test')
  await page.getByLabel('Role').selectOption('viewer')
  await page.getByRole('button', { name: 'Create token' }).click()
  const token = await page.getByText(/^zfx_/).innerText()
  const call = () => request.get('/api/replication/vcenters', { headers: { authorization: `Bearer ${token}` } })
  expect((await call()).status()).toBe(200)
  await page.reload()
  await expect(page.getByText(/^zfx_/)).toHaveCount(0)
  await page.getByRole('button', { name: 'Revoke browser test' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke token' }).click()
  await expect(page.getByRole('row', { name: 'browser test' })).toContainText('revoked')
  expect((await call()).status()).toBe(401)
  await page.getByRole('link', { name: 'Audit' }).click()
  await expect(page.getByRole('region', { name: 'Audit events' })).toContainText('Revoke api token')
})

test('signing out ends the session', async ({ page }) => {
  await signIn(page)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL('/sign-in')
  await page.goto('/replication/jobs')
  await expect(page).toHaveURL(/\/sign-in\?next=/)
})
