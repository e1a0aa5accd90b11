import { expect, test } from '@playwright/test'
import { expectAccessible, expectContrast, signIn } from './session.ts'

const pages = [
  '/move',
  '/move/plan?which=needing',
  '/shells',
  '/shells/plan?which=without',
  '/shells/placement?which=without',
  '/shells/create?which=without',
  '/mappings',
]

const themes = [
  { colorScheme: 'light', what: 'accessible', expectIt: expectAccessible },
  { colorScheme: 'dark', what: 'legible', expectIt: expectContrast },
] as const

for (const { colorScheme, what, expectIt } of themes) {
  test(`every page of the wizards is ${what} and no wider than a telephone, ${colorScheme}`, async ({ page }) => {
    test.setTimeout(180_000)
    await page.setViewportSize({ width: 400, height: 900 })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await signIn(page)
    await page.goto('/replication/groups')
    await page
      .getByRole('region', { name: 'Protection groups' })
      .getByRole('link', { name: 'Web and application servers' })
      .first()
      .click()
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Web and application servers')
    const group = page.url()
    for (const path of ['', ...pages]) {
      await page.goto(`${group}${path}`)
      await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(400)
      await expectIt(page)
    }
  })
}
