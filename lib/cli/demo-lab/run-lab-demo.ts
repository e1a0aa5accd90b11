import { readLab } from '../../../tests/lab/lab.ts'
import { closeDb } from '../../db/client.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { createToken } from '../product/api-token.ts'
import { runProduct } from '../product/run.ts'
import { root, runProgram } from '../test-run/program.ts'
import { addLabSites } from './lab-sites.ts'

const RUN = 'demo'

/** The lab around the product: started before it, stopped after it. */
export async function runLabDemo({ keepLab }: { keepLab: boolean }): Promise<number> {
  const up = await lab('up')
  if (up.code !== 0) return up.code ?? 1
  try {
    await runProduct({ mode: 'start', demo: false, worker: true, onReady: introduceLab })
  } finally {
    if (!keepLab) await lab('down')
  }
  return 0
}

async function introduceLab(url: string): Promise<void> {
  const found = readLab(RUN)
  if (!found) throw new ZerfauxError('precondition_failed', `The lab's run "${RUN}" has ended while Zerfaux started`)
  const token = await createToken('lab demo', 'admin')
  await closeDb()
  await addLabSites({ url, token }, found)
  console.log(`  The lab's sites are there: vCenters "Lab A" and "Lab B", appliances "Lab A" and "Lab B".
  Try in the browser:
    vCenters, Lab A, Sync: its VMs appear under VMs.
    Protection groups, New: from Lab A to Lab B, then Run now, and watch the job.
  Or with curl, with this token (shown only now):
    curl -H "Authorization: Bearer ${token}" ${url}/api/replication/vcenters
  Break something: node tests/lab/lab.mjs cut a --run ${RUN}, then: restore a
`)
}

function lab(command: 'up' | 'down') {
  return runProgram(process.execPath, [`${root}tests/lab/lab.mjs`, command, '--run', RUN])
}
