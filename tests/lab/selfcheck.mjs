#!/usr/bin/env node
// Proves the lab itself, on a run of its own that is taken down afterwards: node tests/lab/selfcheck.mjs [appliances|vcenters]
import { appliancesDown, appliancesUp } from './appliance/appliances.mjs'
import { checkAppliances } from './check/appliance-checks.mjs'
import { Report } from './check/report.mjs'
import { checkVcenters } from './check/vcenter-checks.mjs'
import { requirePackages } from './host-tools.mjs'
import { LabError } from './lab-error.mjs'
import { withRunLock } from './lock.mjs'
import { vcentersDown, vcentersUp } from './vcsim/vcenters.mjs'

const RUN = 'selfcheck'
const say = (text) => process.stdout.write(`${text}\n`)

async function main() {
  const only = process.argv[2]
  requirePackages()
  const report = new Report(say)
  try {
    if (only !== 'vcenters') {
      await report.check('appliances start', () => appliancesUp(RUN, say))
      await checkAppliances(report, RUN)
    }
    if (only !== 'appliances') {
      await report.check('vCenters start', () => vcentersUp(RUN, { a: 40, b: 12 }, say))
      await checkVcenters(report, RUN)
    }
  } finally {
    await appliancesDown(RUN)
    await vcentersDown(RUN)
  }
  say(`${report.passed} passed, ${report.failed} failed`)
  return report.failed === 0 ? 0 : 1
}

withRunLock(RUN, main).then(
  (exitCode) => (process.exitCode = exitCode),
  (error) => {
    process.stderr.write(`lab: ${error instanceof LabError ? error.message : error.stack}\n`)
    process.exitCode = error.exitCode ?? 1
  },
)
