import { expect, test, type Page } from '@playwright/test'
import { readLab } from '../lab/lab.ts'
import { labVcenter } from '../lab/lab-vcenter.ts'
import { isMovable, ON, type ListedVm } from '../lab/stories/movable.ts'
import { addLabVcenter, addSimulatedTarget, syncVcenter } from './add-site.ts'
import { expectAccessible, signIn } from './session.ts'

const lab = readLab()
const [SOURCE, RECOVERY, GROUP] = ['Lab source', 'Lab recovery', 'Lab wizards']
const PLACEHOLDER = 'placeholder-b'

test.afterEach(async () => {
  if (lab === null) return
  await labVcenter('a').control.setTaskDelay('RelocateVM_Task', 0)
  await labVcenter('b').control.setTaskDelay('CreateVM_Task', 0)
})

test('real vCenters: two VMs are moved onto the protection datastore, and get their shells', async ({ page }) => {
  test.skip(lab === null, 'the lab is not up: npm run lab:up')
  if (lab === null) return
  test.setTimeout(180_000)
  const [a, b] = [labVcenter('a').control, labVcenter('b').control]
  await a.addVms(60)

  await signIn(page)
  await addLabVcenter(page, SOURCE, lab.vcenters.a)
  await syncVcenter(page, SOURCE, /^[1-9][\d,]*$/)
  const vms = await twoToMove(page)
  await addLabVcenter(page, RECOVERY, lab.vcenters.b)
  await syncVcenter(page, RECOVERY, /^[1-9][\d,]*$/)
  await addSimulatedTarget(page, 'wizards-a.lab.test', 'Lab wizards a')
  await addSimulatedTarget(page, 'wizards-b.lab.test', 'Lab wizards b')
  await addGroup(page)
  await assign(page, vms)
  await mapSites(page)

  // Long enough to be looked at.
  await a.setTaskDelay('RelocateVM_Task', 6_000)
  await openGroup(page)
  await page.getByRole('link', { name: 'Protection datastore', exact: true }).click()
  await choose(page, vms)
  await page.getByRole('button', { name: 'Plan for chosen VMs' }).click()
  await expect(page.getByRole('main')).toContainText('2 VMs, nothing in the way')
  await page.getByRole('button', { name: 'Move 2 VMs' }).click()
  await expect(page).toHaveURL(/progress\?batch=/)
  const moves = page.getByRole('region', { name: 'Progress of each VM' })
  const moved = page.getByRole('progressbar', { name: `Moved of ${vms[0]}` })
  const isHalfWay = async () => {
    const value = Number(await moved.getAttribute('value'))
    return value > 0 && value < 100
  }
  await expect.poll(isHalfWay).toBe(true)
  await page.reload()
  await expect(moves.getByRole('row', { name: vms[0] })).toContainText('Running')
  await expect.poll(isHalfWay).toBe(true)
  await expectAccessible(page)
  await expect(page.getByRole('main')).toContainText('2 of 2 VMs are moved and read again.', { timeout: 60_000 })
  await page.getByRole('link', { name: 'What was re-read' }).click()
  const result = page.getByRole('region', { name: 'What was re-read' })
  for (const name of vms) await expect(result.getByRole('row', { name })).toContainText(`[${ON}] ${name}/${name}.vmx`)

  await b.setTaskDelay('CreateVM_Task', 3_000)
  await openGroup(page)
  await page.getByRole('link', { name: 'DR shells' }).first().click()
  await choose(page, vms)
  await page.getByRole('button', { name: 'Plan for chosen VMs' }).click()
  await expect(page.getByRole('main')).toContainText('2 VMs, nothing in the way')
  await page.getByRole('link', { name: 'Next' }).click()
  await expect(page).toHaveURL(/placement/)
  await page.getByRole('link', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Create 2 shells' }).click()
  await expect(page).toHaveURL(/batch=/)
  await page.reload()
  await expect(page.getByRole('main')).toContainText('2 of 2 shells are made and read back', { timeout: 60_000 })
  const shells = page.getByRole('region', { name: 'Progress of each shell' })
  for (const name of vms)
    await expect(shells.getByRole('row', { name })).toContainText(new RegExp(`\\(vm-\\d+\\) at \\[${PLACEHOLDER}\\]`))
  await openGroup(page)
  const rows = page.getByRole('region', { name: 'Protected VMs' })
  for (const name of vms) {
    await expect(rows.getByRole('row', { name })).toContainText('Yes')
    await expect(rows.getByRole('row', { name })).toContainText('Made')
  }
})

/** Names that are no trouble to the test itself; stories have those. */
async function twoToMove(page: Page): Promise<[string, string]> {
  const id = new URL(page.url()).pathname.split('/').at(-1)
  const items: ListedVm[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer = await page.request.get(
      `/api/replication/vcenters/${id}/vms?limit=500${cursor && `&cursor=${cursor}`}`,
    )
    const listed: { items: ListedVm[]; next_cursor: string | null } = await answer.json()
    items.push(...listed.items)
    cursor = listed.next_cursor
  }
  const found = items.filter((vm) => isMovable(vm) && /^[a-z]+-a-\d+$/.test(vm.name)).map(({ name }) => name)
  const [first, second] = found.slice(-2)
  if (!first || !second) throw new Error('The lab has no two VMs that can be moved')
  return [first, second]
}

async function choose(page: Page, vms: readonly string[]) {
  for (const name of vms) {
    const box = page.getByLabel(name, { exact: true })
    await box.click()
    await expect(box).toBeChecked()
  }
}

async function openGroup(page: Page) {
  await page.goto('/replication/groups')
  await page.getByRole('region', { name: 'Protection groups' }).getByRole('link', { name: GROUP }).first().click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(GROUP)
}

async function addGroup(page: Page) {
  await page.goto('/replication/groups/new')
  await page.getByLabel('Protected vCenter').selectOption(SOURCE)
  await page.getByLabel('Name').fill(GROUP)
  await page.getByLabel('Protected appliance').selectOption('Lab wizards a (simulated)')
  await page.getByLabel('Protection datastore').selectOption(ON)
  await page.getByLabel('Recovery vCenter').selectOption(RECOVERY)
  await page.getByLabel('Recovery appliance').selectOption('Lab wizards b (simulated)')
  await page.getByRole('button', { name: 'Next', exact: true }).click()
  await page.getByLabel('Source dataset').fill('tank/zerfaux/lab-wizards')
  await page.getByLabel('Recovery dataset').fill('tank/zerfaux/lab-wizards')
  await page.getByRole('button', { name: 'Next', exact: true }).click()
  await page.getByRole('button', { name: 'Create protection group' }).click()
  await expect(page.getByRole('heading', { level: 1, name: GROUP })).toBeVisible()
}

async function assign(page: Page, vms: readonly string[]) {
  await page.getByRole('link', { name: 'Assign VMs' }).click()
  await page.getByLabel(/^Only on/).uncheck()
  const found = page.getByRole('region', { name: 'VMs to choose from' })
  for (const name of vms) {
    await page.getByLabel('Search').fill(name)
    // Its head and the one: rows of the search before stay until then.
    await expect(found.getByRole('row')).toHaveCount(2)
    await found.getByRole('row', { name }).getByRole('checkbox').check()
  }
  await page.getByRole('button', { name: 'Assign 2 VMs' }).click()
  await expect(page.getByRole('region', { name: 'Protected VMs' }).getByRole('row')).toHaveCount(3)
}

async function mapSites(page: Page) {
  await page.getByRole('link', { name: 'Mappings' }).click()
  const networks = page.getByRole('form', { name: 'Networks, the way there' })
  await networks.getByRole('button', { name: 'Use suggestions' }).click()
  await networks.getByRole('button', { name: 'Save networks' }).click()
  await expect(networks.getByText('Networks saved')).toBeVisible()
  const placement = page.getByRole('form', { name: 'Placement, the way there' })
  await placement.getByRole('button', { name: 'Use suggestions' }).click()
  // No cluster there has the name of one here.
  await placement.getByLabel('Cluster').selectOption('cluster-b1')
  await placement.getByLabel('Placeholder datastore').selectOption(PLACEHOLDER)
  await placement.getByRole('button', { name: 'Save placement' }).click()
  await expect(placement.getByText('Placement saved')).toBeVisible()
}
