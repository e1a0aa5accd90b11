import { readLab } from '../../../tests/lab/lab.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { runProduct } from '../product/run.ts'
import { stopRequested } from '../product/stop-request.ts'
import { root, runProgram } from '../test-run/program.ts'
import { DEMO_DATASET, prepareDemoDataset } from './demo-dataset.ts'
import { addLabSites } from './lab-sites.ts'

const RUN = 'demo'

/** The lab around the product: started before it, stopped after it, also when that is asked for in the middle of the start. */
export async function runLabDemo({ keepLab }: { keepLab: boolean }): Promise<number> {
  const stop = stopRequested()
  try {
    console.log('Starting the lab (its first start on a machine builds it, about ten minutes) …')
    const up = await lab('up', stop)
    if (stop.aborted) return 0
    if (up.code !== 0) return up.code ?? 1
    await runProduct({ mode: 'start', demo: false, worker: true, onReady: introduceLab })
  } finally {
    if (!keepLab) await lab('down')
  }
  return 0
}

async function introduceLab(url: string): Promise<void> {
  const found = readLab(RUN)
  if (!found) throw new ZerfauxError('precondition_failed', `The lab's run "${RUN}" has ended while Zerfaux started`)
  const [token] = await Promise.all([makeToken(), prepareDemoDataset(RUN)])
  await addLabSites({ url, token }, found)
  console.log(`  The lab's sites are there: vCenters and appliances "Lab A" and "Lab B".
  On appliance A lies ${DEMO_DATASET}, with three small VMs' files and nothing on appliance B yet.
  Try in the browser:
    Sites, Lab A, Sync: its VMs appear under VMs. The same for Lab B.
    Protection groups, New: from Lab A to Lab B, source dataset ${DEMO_DATASET}; then Run now, and watch the job.
    Run now again: nothing has changed, so nothing is sent.
  Or with curl, with this token (shown only now):
    curl -H "Authorization: Bearer ${token}" ${url}/api/replication/vcenters
  Break something while a job runs: node tests/lab/lab.mjs cut a --run ${RUN}, then: restore a --run ${RUN}
`)
}

/** As a person would: this process has no database connection any more once the product runs. */
async function makeToken(): Promise<string> {
  const args = [...process.execArgv, 'lib/cli/token.ts', '--role', 'admin', '--name', 'lab demo']
  const { said } = await runProgram(process.execPath, args, { quiet: true })
  const token = /zfx_[\w-]+/.exec(said)?.[0]
  if (!token) throw new ZerfauxError('precondition_failed', `Making a token for the lab's demo: ${said.trim()}`)
  return token
}

function lab(command: 'up' | 'down', stop?: AbortSignal) {
  return runProgram(process.execPath, [`${root}tests/lab/lab.mjs`, command, '--run', RUN], stop ? { stop } : {})
}
