import { expect, test, type Page } from '@playwright/test'
import { expectAccessible, signIn } from './session.ts'

test('a recovery point is labelled, pinned, and outlives a shorter retention, as the preview had said', async ({
  page,
}) => {
  await signIn(page)
  await page.goto('/replication/groups')
  await page.getByRole('region', { name: 'Protection groups' }).getByRole('rowheader').first().getByRole('link').click()
  const points = page.getByRole('region', { name: 'Recovery points' })
  const oldest = points.getByRole('row').last()
  const name = await oldest.getByRole('cell').nth(6).innerText()

  await oldest.getByRole('button', { name: `Label ${name}` }).click()
  await page.getByRole('dialog').getByLabel('Label').fill('before upgrade')
  await page.getByRole('dialog').getByRole('button', { name: 'Save label' }).click()
  await expect(oldest).toContainText('before upgrade')
  await oldest.getByRole('button', { name: `Pin ${name}` }).click()
  await expect(page.getByRole('dialog')).toContainText('retention passes it over')
  await expectAccessible(page)
  await page.getByRole('dialog').getByLabel('Reason').fill('Case 12')
  await page.getByRole('dialog').getByRole('button', { name: 'Pin recovery point' }).click()
  await expect(oldest).toContainText('Pinned: Case 12')

  const group = page.url()
  await page.getByRole('link', { name: 'Retention', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Retention')
  await page.getByRole('group', { name: 'Kept on the target' }).getByLabel('Newest').fill('2')
  await page.getByRole('button', { name: 'Preview' }).click()
  await expect(page.getByText(/Against what is saved: \d+ more would be pruned, 0 more stay/)).toBeVisible()
  const target = page.getByRole('region', { name: 'Target: every snapshot' })
  await expect(target.getByRole('row').filter({ hasText: name })).toContainText('pinned: Case 12')
  await expect(target.getByText('Would be pruned').first()).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'As it is saved' }).click()
  await expect(target.getByText('Would be pruned')).toHaveCount(0)

  await page.goto(group)
  await oldest.getByRole('button', { name: `Unpin ${name}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Unpin recovery point' }).click()
  await expect(oldest).not.toContainText('Pinned')
})

test('leftovers of a deleted group are listed, chosen and released; what that means is said before', async ({
  page,
}) => {
  await signIn(page)
  const group = await makeGroup(page)
  await page.goto(`/replication/groups/${group}`)
  await page.getByRole('button', { name: 'Run now' }).click()
  await expect(page.getByText('Meeting RPO', { exact: true })).toBeVisible({ timeout: 30_000 })
  await page.goto(`/replication/groups/${group}`)
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('button', { name: 'Delete protection group' }).click()
  await expect(page).toHaveURL('/replication/groups')

  await page.goto('/replication/leftovers')
  const list = page.getByRole('region', { name: 'Leftovers' })
  await expect(list.getByText('The protection group that it is marked for is not on record.').first()).toBeVisible()
  await list.getByRole('checkbox', { name: 'Choose all' }).check()
  await page.getByRole('button', { name: /^Release \d+/ }).click()
  await expect(page.getByRole('dialog')).toContainText('No dataset and no snapshot is destroyed')
  await expectAccessible(page)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Release \d+ leftovers?$/ })
    .click()
  await expect(page).toHaveURL(/\/replication\/jobs\//)
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: 30_000 })
  await page.goto('/replication/leftovers')
  await expect(page.getByText('Nothing was left behind')).toBeVisible()
})

/** On two simulated appliances of its own, whose transfers take no time. */
async function makeGroup(page: Page): Promise<string> {
  const run = Date.now().toString(36)
  const post = async (path: string, data: Record<string, unknown>): Promise<string> => {
    const answer = await page.request.post(`/api/replication${path}`, {
      data,
      headers: { origin: new URL(page.url()).origin },
    })
    expect(await answer.text(), path).toContain('"id"')
    const { id }: { id: string } = await answer.json()
    return id
  }
  const login = { driver: 'simulated', username: 'zfx' }
  const [here, there] = ['here', 'there'].map((place) => ({
    ...login,
    host: `instant-${run}-${place}`,
    name: `${run} ${place}`,
  }))
  const vcenter = await post('/vcenters', { ...here, password: 'sesame' })
  return post('/protection-groups', {
    name: `Left behind ${run}`,
    source_vcenter_id: vcenter,
    dr_vcenter_id: vcenter,
    source_target_id: await post('/targets', { ...here, pool: 'tank' }),
    dr_target_id: await post('/targets', { ...there, pool: 'tank' }),
    protection_datastore: 'nfs-protected-02',
    source_dataset: 'tank/zerfaux/protected-02',
    dr_dataset: 'tank/zerfaux/copy',
    rpo_minutes: 60,
  })
}
