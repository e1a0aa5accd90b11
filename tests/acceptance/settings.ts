import { readFileSync } from 'node:fs'
import { acceptanceVariables, missingVariables, type AcceptanceVariable } from '../../lib/cli/acceptance-variables.ts'
import { ZerfauxError } from '../../lib/domain/errors.ts'
import type { VcenterTrust } from '../../lib/drivers/vsphere/soap/vcenter-address.ts'

export type AcceptanceSettings = ReturnType<typeof acceptanceSettings>

/** @throws ZerfauxError that names every variable that is missing */
export function acceptanceSettings(env: Readonly<Record<string, string | undefined>>) {
  const missing = missingVariables(env)
  if (missing.length > 0) {
    const lines = missing.map((name) => `${name}: ${acceptanceVariables[name]}`)
    throw new ZerfauxError('invalid_input', `The acceptance run lacks variables\n${lines.join('\n')}`)
  }
  const of = (name: Exclude<AcceptanceVariable, 'ZERFAUX_ACCEPTANCE_CA'>) => env[name] ?? ''
  const url = new URL(of('ZERFAUX_ACCEPTANCE_VCENTER_URL'))
  if (url.protocol !== 'https:') throw new ZerfauxError('invalid_input', 'ZERFAUX_ACCEPTANCE_VCENTER_URL is not https')
  const [thumbprint, ca] = [env['ZERFAUX_ACCEPTANCE_THUMBPRINT'], env['ZERFAUX_ACCEPTANCE_CA'] ?? '']
  const trust: VcenterTrust = thumbprint ? { thumbprintSha256: thumbprint } : { caPem: readFileSync(ca, 'utf8') }
  const networks = [of('ZERFAUX_ACCEPTANCE_NETWORK'), env['ZERFAUX_ACCEPTANCE_OTHER_NETWORK'] ?? '']
  return {
    signIn: {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? 443 : Number(url.port),
      username: of('ZERFAUX_ACCEPTANCE_USERNAME'),
      password: of('ZERFAUX_ACCEPTANCE_PASSWORD'),
      trust,
    },
    folder: of('ZERFAUX_ACCEPTANCE_FOLDER'),
    cluster: of('ZERFAUX_ACCEPTANCE_CLUSTER'),
    datastores: [of('ZERFAUX_ACCEPTANCE_DATASTORE'), of('ZERFAUX_ACCEPTANCE_OTHER_DATASTORE')] as const,
    networks: networks.filter((name) => name !== ''),
    guest: of('ZERFAUX_ACCEPTANCE_GUEST'),
    nas: { remoteHost: of('ZERFAUX_ACCEPTANCE_NFS_HOST'), remotePath: of('ZERFAUX_ACCEPTANCE_NFS_PATH') },
    otherPath: of('ZERFAUX_ACCEPTANCE_NFS_OTHER_PATH'),
  }
}
