import type { Db } from '../../db/client.ts'
import { listDatastoresNamed, findMoveFactsOfVm } from '../../db/move-facts.ts'
import { recordPlacement } from '../../db/vm-placements.ts'
import type { MoveVmParams } from './move-params.ts'
import type { MoveStore } from './move-tools.ts'

export function dbMoveStore(db: Db, params: MoveVmParams): MoveStore {
  return {
    inventory: async () => ({
      ...(await findMoveFactsOfVm(db, params.vmId)),
      datastores: await listDatastoresNamed(db, params.vcenterId, params.datastore),
    }),
    record: (hardware, whole) => recordPlacement(db, params, hardware, whole),
  }
}
