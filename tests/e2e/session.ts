import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const adminEmail = 'admin@zerfaux.local'

export async function signIn(page: Page, email = adminEmail, password = process.env['ZERFAUX_E2E_PASSWORD'] ?? '') {
  await page.goto('/sign-in')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL('/replication')
}

/** A new member of that role, signed in. There is no page for members yet, so they are made in the database. */
export async function signInAs(page: Page, role: 'viewer' | 'operator') {
  const email = `${role}-${Date.now()}@zerfaux.local`
  const password = crypto.randomUUID()
  const program = fileURLToPath(new URL('make-member.ts', import.meta.url))
  execFileSync(process.execPath, ['--conditions=react-server', program, email, password, role], {
    env: { ...process.env, ZERFAUX_DATA_DIR: process.env['ZERFAUX_E2E_DATA_DIR'] },
  })
  await signIn(page, email, password)
}

export async function expectAccessible(page: Page) {
  await expectNoViolation(axe(page).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']))
}

export async function expectContrast(page: Page) {
  await expectNoViolation(axe(page).withRules('color-contrast'))
}

function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).exclude('nextjs-portal')
}

async function expectNoViolation(rules: AxeBuilder) {
  const { violations } = await rules.analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([])
}
