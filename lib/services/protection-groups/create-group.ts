import { z } from 'zod'
import { getGroup, insertGroup } from '../../db/protection-groups.ts'
import { getTarget, type TargetRow } from '../../db/replication-targets.ts'
import { getVcenter } from '../../db/vcenter-connections.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { defaultRetention } from '../../domain/retention.ts'
import { baseOf } from '../../workflows/check-appliance.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { groupFields } from './group-fields.ts'
import { defaultDrDataset, defaultSourceDataset } from './default-datasets.ts'
import { groupView, type GroupView } from './group-view.ts'

export const CreateGroup = z
  .strictObject({
    ...groupFields,
    sourceDataset: groupFields.sourceDataset.optional(),
    drDataset: groupFields.drDataset.optional(),
    placeholderDatastore: groupFields.placeholderDatastore.default(null),
    schedule: groupFields.schedule.default(null),
    scheduleTimeZone: groupFields.scheduleTimeZone.default('UTC'),
    priority: groupFields.priority.default(3),
    maintenance: groupFields.maintenance.default(null),
    consistency: groupFields.consistency.default('crash'),
    quiesceTimeoutSeconds: groupFields.quiesceTimeoutSeconds.default(120),
    retention: groupFields.retention.default(defaultRetention),
    transport: groupFields.transport.default('direct'),
    compression: groupFields.compression.default('blocks'),
    bandwidthLimit: groupFields.bandwidthLimit.default(null),
    bandwidthTimetable: groupFields.bandwidthTimetable.default(null),
    maxUnsentPoints: groupFields.maxUnsentPoints.default(48),
  })
  .refine(({ sourceTargetId, drTargetId }) => sourceTargetId !== drTargetId, {
    message: 'Source and DR appliance must be two appliances',
    path: ['drTargetId'],
  })

export async function createGroup(ctx: ServiceContext, input: z.input<typeof CreateGroup>): Promise<GroupView> {
  requireRole(ctx, 'operator')
  const fields = CreateGroup.parse(input)
  return ctx.db.transaction(async (tx) => {
    const source = await getTarget(tx, fields.sourceTargetId)
    const dr = await getTarget(tx, fields.drTargetId)
    await getVcenter(tx, fields.sourceVcenterId)
    await getVcenter(tx, fields.drVcenterId)
    refuseMixed(source, dr)
    const sourceDataset = fields.sourceDataset ?? (await defaultSourceDataset(tx, fields, source))
    const drDataset = fields.drDataset ?? defaultDrDataset(fields.name, dr)
    refuseOutside(sourceDataset, source, 'source_dataset')
    refuseOutside(drDataset, dr, 'dr_dataset')
    if (fields.transport === 'direct') refuseUnreceivable(drDataset, dr)
    const id = await insertGroup(tx, { ...fields, sourceDataset, drDataset })
    await audit(ctx, tx, {
      action: 'create_group',
      objectType: 'protection_group',
      objectId: id,
      objectName: fields.name,
    })
    return groupView(await getGroup(tx, id), ctx.now)
  })
}

/** Data flows from appliance to appliance, so the two must be of one kind. */
function refuseMixed(source: TargetRow, dr: TargetRow): void {
  if (source.driver !== dr.driver) {
    throw new ZerfauxError(
      'precondition_failed',
      `${source.name} is ${source.driver}, ${dr.name} is ${dr.driver}: no data can flow between them`,
      {
        hint: 'Choose two real or two simulated appliances.',
      },
    )
  }
}

export function refuseOutside(dataset: string, { pool, name }: Pick<TargetRow, 'pool' | 'name'>, field: string): void {
  if (dataset.startsWith(`${pool}/`)) return
  throw new ZerfauxError('invalid_input', `${field} ${dataset} is not in pool ${pool} of ${name}`)
}

/** The receive key of an appliance is good below its prefix only. */
export function refuseUnreceivable(dataset: string, target: TargetRow): void {
  const prefix = baseOf(target)
  if (target.driver !== 'ssh' || dataset.startsWith(`${prefix}/`)) return
  throw new ZerfauxError(
    'invalid_input',
    `dr_dataset ${dataset} is not below ${prefix}, the prefix of ${target.name}`,
    {
      hint: `Choose a dataset below ${prefix}, or change the dataset prefix of ${target.name} and prepare it anew.`,
    },
  )
}
