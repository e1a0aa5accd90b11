import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'

const email = 'admin@zerfaux.local'
const password = process.env['ZERFAUX_E2E_PASSWORD'] ?? ''

test('nothing is open: a page asks to sign in first, and is shown afterwards', async ({ page }) => {
  await page.goto('/replication?from=link')
  await expect(page).toHaveURL('/sign-in?next=%2Freplication%3Ffrom%3Dlink')
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])

  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL('/replication?from=link')

  const cookies = await page.context().cookies()
  expect(cookies.filter(({ name }) => name.startsWith('zerfaux-session')).map(({ httpOnly }) => httpOnly)).toContain(
    true,
  )
  expect(await page.evaluate(() => document.cookie)).toBe('')
})

test('an unknown address and a wrong password look the same', async ({ page }) => {
  const messages: string[] = []
  for (const attempt of [
    { email, password: 'not the password' },
    { email: 'nobody@zerfaux.local', password },
  ]) {
    await page.goto('/sign-in')
    await page.getByLabel('Email').fill(attempt.email)
    await page.getByLabel('Password').fill(attempt.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    const alert = page.getByRole('main').getByRole('alert')
    await expect(alert).not.toBeEmpty()
    messages.push(await alert.innerText())
    await expect(page.getByLabel('Email')).toHaveValue(attempt.email)
  }
  expect(messages).toEqual(['Email or password is wrong.', 'Email or password is wrong.'])
})
