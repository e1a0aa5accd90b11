import { ZerfauxError } from '../../domain/errors.ts'
import { shellDifferences, type ShellDifference } from '../../domain/shell-differences.ts'
import { shellSteps } from '../../domain/shell-plan.ts'
import type { VmHardware } from '../../domain/vm-hardware.ts'
import { missingOverrides } from './mend.ts'
import { shellNow, type CreateShellParams, type CreateShellTools, type ShellStep } from './shell-tools.ts'

/** That tasks ended well proves nothing: the VM itself is read, and its cluster. */
export const verify: ShellStep = {
  name: 'verify',
  title: shellSteps.verify,
  async run(params, tools) {
    const shell = await provenShell(params, tools)
    await tools.result({
      shellMoref: shell.moref,
      verified: {
        name: shell.name,
        moref: shell.moref,
        home: shell.vmxPath,
        cpus: shell.cpus,
        memoryBytes: shell.memoryBytes,
        firmware: shell.firmware,
        controllers: shell.controllers.length,
        nics: shell.nics.length,
        disks: shell.disks.length,
      },
    })
  },
}

/** Reads it once more: another worker may be at this step, long after the one before. */
export const record: ShellStep = {
  name: 'record',
  title: shellSteps.record,
  async run(params, tools) {
    const { moref, name } = await provenShell(params, tools)
    await tools.store.record({ moref, name })
    await tools.result({ recordedBy: params.jobId })
  },
}

async function provenShell(params: CreateShellParams, tools: CreateShellTools): Promise<VmHardware> {
  const { order, vmName } = params
  const shell = await shellNow(params, tools)
  const wanted = { ...order, placeholderDatastore: order.placeholderDatastore.name }
  const differences = [...shellDifferences(wanted, shell), ...(await missingOverrides(params, tools))]
  if (differences.length === 0) return shell
  throw new ZerfauxError(
    'precondition_failed',
    `The shell of ${vmName} (${shell.moref}) is not as planned: ${differences.map(line).join('; ')}`,
    { hint: 'Look at it in the vSphere client. Retry when it is mended; or cancel this job, and plan anew.' },
  )
}

function line({ what, wanted, found }: ShellDifference): string {
  return `${what} is ${found} instead of ${wanted}`
}
