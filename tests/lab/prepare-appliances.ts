import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatasetName } from '../../lib/domain/zfs-names.ts'
import { onboardingCommands, type OnboardingRequest } from '../../lib/drivers/zfs/onboarding-commands.ts'
import { makeReceiveKey } from '../../lib/drivers/zfs/receive-key.ts'
import { labAppliance, readLab, type ApplianceHandle } from './lab.ts'
import { defaultRun, labRuns, runDir } from './lab-paths.mjs'

/** One receive key for all stories of a run that use the drivers without the product. */
export function labReceiveKey(run = defaultRun()): {
  privateKey: string
  publicKey: string
} {
  const file = join(runDir(run), 'receive-key')
  if (!existsSync(file)) {
    const { privateKey, publicKey } = makeReceiveKey('lab')
    writeFileSync(`${file}.pub`, publicKey)
    // Last, since it is what is looked for.
    writeFileSync(file, privateKey, { mode: 0o600 })
  }
  return { privateKey: readFileSync(file, 'utf8'), publicKey: readFileSync(`${file}.pub`, 'utf8') }
}

/**
 * Runs the commands that the product shows. A boot of the lab unpacks `authorized_keys` anew, so all
 * lines are also kept where sshd looks second, and come back from there. Products of earlier tests
 * have left theirs.
 */
export async function runOnboarding(appliance: ApplianceHandle, user: string, commands: string): Promise<void> {
  const keys = `$(getent passwd ${user} | cut -d: -f6)/.ssh/authorized_keys`
  await appliance.mustRun(`lines=$(cat ${keys} ${keys}2 2>/dev/null | grep -v ' zerfaux-receive-[0-9a-f]\\{12\\}$' | awk '!seen[$0]++')
    [ -z "$lines" ] || printf '%s\\n' "$lines" > ${keys}
    ${commands}
    cp -p ${keys} ${keys}2; zfs inherit atime tank`)
}

async function prepare(appliance: ApplianceHandle, request: Omit<OnboardingRequest, 'role'>): Promise<void> {
  await runOnboarding(appliance, request.user, onboardingCommands({ ...request, role: 'both' }))
}

/** Before any story: all appliances take streams for root and for the user without permissions of its own. */
export async function setup(): Promise<void> {
  for (const run of labRuns()) await prepareLab(run)
}

async function prepareLab(run: string): Promise<void> {
  if (!readLab(run)?.appliances?.a) return
  const { publicKey: receiveKey } = labReceiveKey(run)
  const base = DatasetName.parse('tank')
  await Promise.all(
    (['a', 'b'] as const).map(async (site) => {
      const appliance = labAppliance(site, run)
      await prepare(appliance, { user: 'root', base, managementKey: null, receiveKey })
      // As a sign-in alone: what it may do, each story decides.
      for (const user of ['repl', 'replpw']) {
        await prepare(appliance, { user, base, managementKey: null, receiveKey })
        await appliance.mustRun(`zfs unallow -u ${user} tank`)
      }
    }),
  )
}
