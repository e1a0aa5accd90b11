/** What the acceptance run has to be told, and what each is. */
export const acceptanceVariables = {
  ZERFAUX_ACCEPTANCE_VCENTER_URL: 'https://vcenter.example',
  ZERFAUX_ACCEPTANCE_USERNAME: 'who signs in',
  ZERFAUX_ACCEPTANCE_PASSWORD: 'their password',
  ZERFAUX_ACCEPTANCE_FOLDER: 'the inventory folder to work in, as /Datacenter/vm/Folder',
  ZERFAUX_ACCEPTANCE_CLUSTER: 'a cluster with two hosts, by name',
  ZERFAUX_ACCEPTANCE_DATASTORE: 'a datastore that these hosts see, by name',
  ZERFAUX_ACCEPTANCE_OTHER_DATASTORE: 'another one, to move to and back',
  ZERFAUX_ACCEPTANCE_NETWORK: 'a network to plug NICs into, by name; they stay disconnected but for one',
  ZERFAUX_ACCEPTANCE_GUEST: 'a throw-away VM that runs with VMware Tools, by name',
  ZERFAUX_ACCEPTANCE_NFS_HOST: 'an NFS server that the hosts reach',
  ZERFAUX_ACCEPTANCE_NFS_PATH: 'an export of it that nothing has mounted, writable',
  ZERFAUX_ACCEPTANCE_NFS_OTHER_PATH: 'another export of it',
  ZERFAUX_ACCEPTANCE_CA: "a file with the vCenter's authority (PEM), or instead ZERFAUX_ACCEPTANCE_THUMBPRINT: SHA-256",
} as const

export type AcceptanceVariable = keyof typeof acceptanceVariables
type Environment = Readonly<Record<string, string | undefined>>

export function missingVariables(env: Environment): AcceptanceVariable[] {
  const names = Object.keys(acceptanceVariables).filter(isVariable)
  const isTrusted = Boolean(env['ZERFAUX_ACCEPTANCE_THUMBPRINT'])
  return names.filter((name) => !env[name] && !(name === 'ZERFAUX_ACCEPTANCE_CA' && isTrusted))
}

function isVariable(name: string): name is AcceptanceVariable {
  return name in acceptanceVariables
}
