import { expect, test, type Page } from '@playwright/test'
import { signIn } from './session.ts'

const places = ['', '/groups', '/groups/new', '/vms', '/sites', '/sites/vcenters/new', '/jobs', '/admin/tokens', '/api']

test('every page works under a strict policy, each with a nonce of its own', async ({ page }) => {
  const refused = refusals(page)
  const policies = new Set<string | undefined>()
  await signIn(page)
  for (const place of places) {
    const answer = await page.goto(`/replication${place}`)
    policies.add(answer?.headers()['content-security-policy'])
    await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
  }
  await page.goto('/replication/nothing/here')
  expect(refused).toEqual([])
  expect(policies.size).toBe(places.length)
  for (const policy of policies) expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{24}' 'strict-dynamic';/)
})

test('what somebody slipped into a page does not run', async ({ page }) => {
  const refused = refusals(page)
  await page.goto('/sign-in')
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', `<img src="data:," onerror="document.title = 'slipped in'">`)
  })
  await expect.poll(() => refused.length).toBeGreaterThan(0)
  expect(await page.title()).not.toBe('slipped in')
})

/** The browser tells of each refusal in its console. */
function refusals(page: Page): string[] {
  const found: string[] = []
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) found.push(message.text())
  })
  return found
}
