/** `npm run bench [-- --only inventory,replication,relay,no-change,schedule,endurance,shells,tasks,plans,start]`: measures, and prints what goes into BENCHMARKS.md. */
import { execFile } from 'node:child_process'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startBenchDatabase } from './bench-database.ts'

const run = promisify(execFile)
const LAB_RUN = 'bench'
const lab = (...args: string[]) =>
  run(process.execPath, [join(import.meta.dirname, '../lab/lab.mjs'), ...args, '--run', LAB_RUN])
const wanted = process.argv.slice(2)
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name)

console.log(`${new Date().toISOString().slice(0, 10)}, load ${loadavg()[0]?.toFixed(1)} at the start\n`)
const database = await startBenchDatabase()
try {
  if (isWanted('inventory')) {
    const { run: measure } = await import('./inventory.bench.ts')
    const { title, table } = await measure()
    console.log(`## ${title}\n\n${table}\n`)
  }
  if (isWanted('replication')) {
    process.env['ZERFAUX_LAB_RUN'] = LAB_RUN
    await lab('up', '--only', 'appliances')
    const { run: measure } = await import('./replication.bench.ts')
    const { startProduct } = await import('./replication-product.ts')
    const product = await startProduct()
    try {
      console.log(`## Replication\n\n${await measure({ replicate: product })}\n`)
    } finally {
      await product.stop()
      await lab('down')
    }
  }
  if (isWanted('relay')) {
    process.env['ZERFAUX_LAB_RUN'] = LAB_RUN
    await lab('up', '--only', 'appliances')
    try {
      const { measureRelay } = await import('./relay.bench.ts')
      console.log(`## Relay\n\n${await measureRelay()}\n`)
    } finally {
      await lab('down')
    }
  }
  if (isWanted('no-change')) {
    process.env['ZERFAUX_LAB_RUN'] = LAB_RUN
    await lab('up', '--only', 'appliances')
    try {
      const { measureNoChange } = await import('./no-change.bench.ts')
      console.log(`## A round without changes\n\n${await measureNoChange()}\n`)
      const { labEstate, measureSchedule } = await import('./schedule.bench.ts')
      const { labGroups } = await import('./lab-groups.ts')
      const logs = join(process.env['ZERFAUX_DATA_DIR'] ?? '', 'logs')
      console.log(`## Schedule in the lab\n\n${await measureSchedule(logs, labEstate, labGroups)}\n`)
    } finally {
      await lab('down')
    }
  }
  if (isWanted('schedule')) {
    const { measureSchedule } = await import('./schedule.bench.ts')
    console.log(`## Schedule\n\n${await measureSchedule(join(process.env['ZERFAUX_DATA_DIR'] ?? '', 'logs'))}\n`)
  }
  if (isWanted('shells')) {
    process.env['ZERFAUX_LAB_RUN'] = LAB_RUN
    await lab('up', '--only', 'vcenters', '--vms-a', '140', '--vms-b', '12')
    try {
      const { measureShells } = await import('./shells.bench.ts')
      console.log(`## DR shells\n\n${await measureShells()}\n`)
    } finally {
      await lab('down')
    }
  }
  if (isWanted('tasks')) {
    process.env['ZERFAUX_LAB_RUN'] = LAB_RUN
    await lab('up', '--only', 'vcenters', '--vms-b', '500')
    try {
      const { measureTasks } = await import('./tasks.bench.ts')
      console.log(`## Tasks\n\n${await measureTasks()}\n`)
    } finally {
      await lab('down')
    }
  }
  if (isWanted('plans')) {
    const { measurePlans } = await import('./plans.bench.ts')
    console.log(`## Plans of many VMs\n\n${await measurePlans()}\n`)
  }
  if (isWanted('endurance')) {
    const { measureEndurance } = await import('./endurance.bench.ts')
    console.log(`## Endurance\n\n${await measureEndurance(join(process.env['ZERFAUX_DATA_DIR'] ?? '', 'logs'))}\n`)
  }
} finally {
  await database.stop()
}
if (isWanted('start')) {
  const { measureStart } = await import('./start.bench.ts')
  console.log(`## Start\n\n${await measureStart()}\n`)
}
