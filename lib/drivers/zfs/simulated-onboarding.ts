import type { OnboardingFacts, OnboardingRole } from '../../domain/appliance-onboarding.ts'
import type { DatasetName } from '../../domain/zfs-names.ts'
import { DOOR_VERSION } from './receive-door-script.ts'
import type { SimulatedAppliance } from './simulated-appliance.ts'

/** A simulated appliance is prepared; one whose name begins `unprepared` lacks what is forgotten most often. */
export function simulatedOnboarding(
  { name }: SimulatedAppliance,
  role: OnboardingRole,
  base: DatasetName,
): OnboardingFacts {
  const prepared = !name.startsWith('unprepared')
  const accepted = { accepted: true, version: DOOR_VERSION, prefix: base, escapes: [] } as const
  return {
    user: 'zerfaux',
    isRoot: false,
    zfs: true,
    base,
    atime: prepared ? 'off' : 'on',
    missingPermissions: prepared ? [] : ['hold', 'release'],
    programs: { bash: true, zstd: prepared, mbuffer: true },
    sshVersion: [9, 2],
    forwardsAgent: true,
    receiveDoor: prepared ? 'current' : 'absent',
    receiveKey:
      role === 'source' ? null : prepared ? accepted : { accepted: false, said: `${name} does not accept it` },
    mountDoor: prepared ? 'works' : 'refused',
    managementKey: 'restricted',
  }
}
