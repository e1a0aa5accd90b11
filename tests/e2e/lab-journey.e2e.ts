import { readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { labAppliance, readLab, type LabAppliance, type Site } from '../lab/lab.ts'
import { addLabVcenter, syncVcenter } from './add-site.ts'
import { signIn } from './session.ts'

const lab = readLab()
const dataset = `zerfaux-e2e/${Date.now()}`

test('real sites: probe, compare, trust, sync, replicate a dataset, see the recovery point', async ({ page }) => {
  test.skip(lab === null, 'the lab is not up: npm run lab:up')
  if (lab === null) return
  test.setTimeout(600_000)
  const { pool } = lab.appliances.a
  await labAppliance('a').mustRun(
    `zfs create -p -o atime=off ${pool}/${dataset} && dd if=/dev/urandom of=/${pool}/${dataset}/disk bs=1M count=16`,
  )
  await labAppliance('b').mustRun(`zfs create -p -o canmount=off ${lab.appliances.b.pool}/zerfaux-e2e`)

  await signIn(page)
  await addLabVcenter(page, 'Lab vCenter', lab.vcenters.a)
  // Other stories add VMs; that there are some is what matters here.
  await syncVcenter(page, 'Lab vCenter', /^[1-9][\d,]*$/)
  await addTarget(page, 'Lab NAS a', lab.appliances.a)
  await prepare(page, 'a')
  await addTarget(page, 'Lab NAS b', lab.appliances.b)
  await prepare(page, 'b')
  await page.getByRole('link', { name: 'Lab NAS b' }).click()
  await page.getByRole('button', { name: 'Check Lab NAS b' }).click()
  await expect(page.getByText('ONLINE', { exact: true })).toBeVisible({ timeout: 30_000 })

  await page.goto('/replication/groups/new')
  await page.getByLabel('Protected vCenter').selectOption('Lab vCenter')
  await page.getByLabel('Name').fill('Lab journey')
  await page.getByLabel('Protected appliance').selectOption('Lab NAS a')
  await page.getByLabel('Protection datastore').selectOption({ index: 1 })
  await page.getByLabel('Recovery vCenter').selectOption('Lab vCenter')
  await page.getByLabel('Recovery appliance').selectOption('Lab NAS b')
  await page.getByRole('button', { name: 'Next', exact: true }).click()
  await page.getByLabel('Source dataset').fill(`${pool}/${dataset}`)
  await page.getByLabel('Recovery dataset').fill(`${lab.appliances.b.pool}/${dataset}`)
  await page.getByRole('button', { name: 'Next', exact: true }).click()
  await page.getByRole('button', { name: 'Create protection group' }).click()
  const heading = page.getByRole('heading', { level: 1, name: 'Lab journey' })
  await expect(heading).toBeVisible()
  await expect(heading).not.toContainText('Simulated')

  await page.getByRole('link', { name: 'Assign VMs' }).click()
  await page.getByLabel(/^Only on/).uncheck()
  await page.getByRole('region', { name: 'VMs to choose from' }).getByRole('checkbox').first().check()
  await page.getByRole('button', { name: 'Assign 1 VM' }).click()
  await page.getByRole('button', { name: 'Run now' }).click()
  await expect(page.getByText('Meeting RPO', { exact: true })).toBeVisible({ timeout: 240_000 })
  const points = page.getByRole('region', { name: 'Recovery points' }).getByRole('table')
  await expect(points.getByRole('row')).toHaveCount(2)

  const guid = await labAppliance('b').mustRun(
    `zfs list -H -p -t snapshot -o guid ${lab.appliances.b.pool}/${dataset} | tail -1`,
  )
  await expect(points).toContainText(guid.trim())
})

/** Does what the page says, as the person at the appliance would, and lets the page look. */
async function prepare(page: Page, site: Site) {
  await expect(page.getByRole('heading', { level: 1, name: /^Prepare / })).toBeVisible()
  const commands = await page.getByLabel('Commands for root').inputValue()
  await labAppliance(site).mustRun(commands)
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(page.getByText('Everything that is needed is there.')).toBeVisible({ timeout: 60_000 })
}

async function addTarget(page: Page, name: string, appliance: LabAppliance) {
  await page.goto('/replication/sites/targets/new')
  await page.getByLabel('Host').fill(appliance.host)
  await page.getByLabel('Port').fill(String(appliance.port))
  await page.getByRole('button', { name: 'Probe' }).click()
  await page.getByRole('radio', { name: appliance.host_key_sha256 }).check({ timeout: 30_000 })
  await page.getByLabel('I have compared it').check()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('User name').fill(appliance.username)
  await page.getByLabel('Private key').fill(readFileSync(appliance.private_key_path, 'utf8'))
  await page.getByLabel('Pool').fill(appliance.pool)
  await page.getByLabel('NFS address').fill(appliance.nfs_address)
  await page.getByLabel('Replication address').fill(appliance.replication_address)
  await page.getByRole('button', { name: 'Trust and save' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}
