#!/usr/bin/env node
// The lab's command line. Plain JavaScript without packages: it must run before anything is installed.
import { parseArgs } from 'node:util'
import {
  appliancesDown,
  appliancesUp,
  killAppliance,
  limitLink,
  setLink,
  startAppliance,
} from './appliance/appliances.mjs'
import { installPackages, missingPackages, requirePackages } from './host-tools.mjs'
import { LabError } from './lab-error.mjs'
import { readLabFile } from './lab-file.mjs'
import { defaultRun, labFile } from './lab-paths.mjs'
import { withCacheLock, withRunLock } from './lock.mjs'
import { printLogs, printStatus } from './show.mjs'
import { buildGovc } from './vcsim/govc.mjs'
import { vcentersDown, vcentersUp } from './vcsim/vcenters.mjs'

const USAGE = `usage: node tests/lab/lab.mjs COMMAND [--run NAME]
  up [--only appliances|vcenters] [--vms-a N] [--vms-b N]   start what is missing, wait until it is ready
  down [--only appliances|vcenters]                         stop exactly what this run started
  status | logs                                             what runs where; the end of every log
  tools | install-tools                                     missing Debian packages; install them (root)
  govc                                                      build govc, the benchmarks' peer; prints its path
  kill a|b | start a|b                                      power cut; boot again with the same disks
  cut a|b | restore a|b                                     the cable between the appliances, at one end
  limit a|b MBIT | unlimit a|b                              speed of what leaves that appliance`

const say = (text) => process.stdout.write(`${text}\n`)

const COMMANDS = {
  async up({ run, only, ...options }) {
    requirePackages()
    if (only !== 'vcenters') await appliancesUp(run, say)
    if (only !== 'appliances') await vcentersUp(run, { a: count(options['vms-a']), b: count(options['vms-b']) }, say)
    await printStatus(run, say)
  },
  async down({ run, only }) {
    if (only !== 'vcenters') await appliancesDown(run)
    if (only !== 'appliances') await vcentersDown(run)
    say(only ? `${only} of run "${run}" are down` : `run "${run}" is down`)
  },
  async status({ run }) {
    if (!readLabFile(run)) throw new LabError(`there is no run "${run}" (${labFile(run)})`)
    await printStatus(run, say)
  },
  async logs({ run }) {
    printLogs(run, say)
  },
  async tools() {
    const missing = missingPackages()
    if (missing.length > 0) throw new LabError(`missing Debian packages: ${missing.join(' ')}`, 3)
    say('all packages are there')
  },
  'install-tools': () => installPackages(say),
  async govc() {
    requirePackages()
    say(await withCacheLock(() => buildGovc()))
  },
  kill: ({ run }, name) => killAppliance(run, name),
  start: ({ run }, name) => startAppliance(run, name, say),
  cut: ({ run }, name) => setLink(run, name, 'off'),
  restore: ({ run }, name) => setLink(run, name, 'on'),
  limit: ({ run }, name, mbit) => {
    if (!(Number(mbit) > 0)) throw new LabError('limit needs a number of megabits per second')
    return limitLink(run, name, mbit)
  },
  unlimit: ({ run }, name) => limitLink(run, name, null),
}

// These change no run, so they wait for none.
const WITHOUT_RUN = ['status', 'logs', 'tools', 'install-tools', 'govc']

function count(text) {
  if (text === undefined) return undefined
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0 || number > 10_000)
    throw new LabError(`"${text}" is not a number of VMs (0 to 10000)`)
  return number
}

function parseCommandLine() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        run: { type: 'string', default: defaultRun() },
        only: { type: 'string' },
        'vms-a': { type: 'string' },
        'vms-b': { type: 'string' },
      },
    })
  } catch (error) {
    throw new LabError(`${error.message}\n${USAGE}`, 2)
  }
}

async function main() {
  const { values, positionals } = parseCommandLine()
  const [name, ...rest] = positionals
  if (!Object.hasOwn(COMMANDS, name ?? '')) throw new LabError(USAGE, 2)
  if (values.only && !['appliances', 'vcenters'].includes(values.only)) throw new LabError(USAGE, 2)
  const command = () => COMMANDS[name](values, ...rest)
  await (WITHOUT_RUN.includes(name) ? command() : withRunLock(values.run, command))
}

main().catch((error) => {
  process.stderr.write(`lab: ${error instanceof LabError ? error.message : error.stack}\n`)
  process.exitCode = error.exitCode ?? 1
})
