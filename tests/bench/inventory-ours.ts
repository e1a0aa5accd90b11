/**
 * Reads the VM inventory with our driver, and commits it where asked to; a child of inventory.bench.ts.
 *
 *     VCENTER_PASSWORD=… node tests/bench/inventory-ours.ts read|commit HOST PORT USER THUMBPRINT
 */
import { SoapVsphereDriver } from '../../lib/drivers/vsphere/soap-vsphere-driver.ts'
import { prepareCommit } from './inventory-commit.ts'
import { watchLoop } from './inventory-loop-block.ts'

const [mode, host = '', port, username = '', thumbprintSha256 = ''] = process.argv.slice(2)
const password = process.env['VCENTER_PASSWORD'] ?? ''
const driver = new SoapVsphereDriver({ host, port: Number(port), username, password, trust: { thumbprintSha256 } })

const commit = mode === 'commit' ? await prepareCommit?.() : undefined
const longestBlock = watchLoop()
const vms = commit ? await commit(driver) : await readAll()
await driver.close()
console.log(JSON.stringify({ vms, blockedMs: longestBlock() }))

async function readAll(): Promise<number> {
  let count = 0
  for await (const page of driver.virtualMachines({ signal: new AbortController().signal })) count += page.length
  return count
}
