import type { Endpoint } from '../endpoint.ts'
import { auditEndpoints, tokenEndpoints } from './administration.ts'
import { alertChannelEndpoints, alertEndpoints } from './alerts.ts'
import { batchEndpoints } from './batches.ts'
import { jobEndpoints } from './jobs.ts'
import { leftoverEndpoints } from './leftovers.ts'
import { linkEndpoints } from './links.ts'
import { mappingEndpoints } from './mappings.ts'
import { moveEndpoints } from './moves.ts'
import { preflightEndpoints } from './preflight.ts'
import { groupScheduleEndpoints } from './group-schedule.ts'
import { groupEndpoints, protectedVmEndpoints } from './protection-groups.ts'
import { recoveryPointEndpoints, retentionEndpoints } from './recovery-points.ts'
import { repairEndpoints } from './repair.ts'
import { shellEndpoints } from './shells.ts'
import { targetEndpoints } from './targets.ts'
import { vcenterEndpoints } from './vcenters.ts'

/** The whole contract, for the OpenAPI document and for the tests that try every route. */
export const allEndpoints: readonly Endpoint[] = [
  vcenterEndpoints,
  targetEndpoints,
  linkEndpoints,
  groupEndpoints,
  groupScheduleEndpoints,
  mappingEndpoints,
  preflightEndpoints,
  repairEndpoints,
  protectedVmEndpoints,
  moveEndpoints,
  shellEndpoints,
  recoveryPointEndpoints,
  retentionEndpoints,
  leftoverEndpoints,
  jobEndpoints,
  batchEndpoints,
  alertEndpoints,
  alertChannelEndpoints,
  tokenEndpoints,
  auditEndpoints,
].flatMap((endpoints): Endpoint[] => Object.values(endpoints))
