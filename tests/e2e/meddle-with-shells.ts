/** Run as a program of its own, with the product's conditions: at the demo's East site one shell is deleted, another loses memory. */
import { closeDb, db } from '../../lib/db/client.ts'
import { simulatedVcenterStore } from '../../lib/workflows/simulated-sites.ts'

const [deleted, changed] = process.argv.slice(2)
await simulatedVcenterStore(db, 'vcenter.east.demo').update((state) => {
  state.vms = state.vms.filter(({ name }) => name !== deleted)
  const vm = state.vms.find(({ name }) => name === changed)
  if (!vm) throw new Error(`There is no ${changed}`)
  vm.memoryBytes = 2 ** 30
})
await closeDb()
