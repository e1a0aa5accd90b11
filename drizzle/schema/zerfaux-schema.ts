import { pgSchema, timestamp } from 'drizzle-orm/pg-core'
import {
  compressions,
  consistencies,
  directions,
  groupStates,
  shellStatuses,
  targetDrivers,
  transports,
  vcenterDrivers,
  connectionStatuses,
} from '../../lib/domain/group-enums.ts'
import { alertChannelKinds, alertDeliveryEvents, alertKinds, alertSeverities } from '../../lib/domain/alert.ts'
import { healthLevels } from '../../lib/domain/appliance-health.ts'
import { objectKinds, powerStates, toolsStatuses } from '../../lib/domain/inventory.ts'
import { jobKinds } from '../../lib/domain/job-kind.ts'
import { jobStatuses } from '../../lib/domain/job-status.ts'
import { roles } from '../../lib/domain/role.ts'
import { rpoStatuses } from '../../lib/domain/rpo.ts'

/** Private: not among the schemas that Supabase's REST API serves. */
export const zerfaux = pgSchema('zerfaux')

export const jobKind = zerfaux.enum('job_kind', jobKinds)
export const jobStatus = zerfaux.enum('job_status', jobStatuses)
export const memberRole = zerfaux.enum('member_role', roles)
export const groupState = zerfaux.enum('group_state', groupStates)
export const consistency = zerfaux.enum('consistency', consistencies)
export const transport = zerfaux.enum('transport', transports)
export const compression = zerfaux.enum('compression', compressions)
export const rpoStatus = zerfaux.enum('rpo_status', rpoStatuses)
export const alertKind = zerfaux.enum('alert_kind', alertKinds)
export const alertSeverity = zerfaux.enum('alert_severity', alertSeverities)
export const alertChannelKind = zerfaux.enum('alert_channel_kind', alertChannelKinds)
export const alertDeliveryEvent = zerfaux.enum('alert_delivery_event', alertDeliveryEvents)
export const direction = zerfaux.enum('direction', directions)
export const shellStatus = zerfaux.enum('shell_status', shellStatuses)
export const vcenterDriver = zerfaux.enum('vcenter_driver', vcenterDrivers)
export const targetDriver = zerfaux.enum('target_driver', targetDrivers)
export const connectionStatus = zerfaux.enum('connection_status', connectionStatuses)
export const healthLevel = zerfaux.enum('health_level', healthLevels)
export const powerState = zerfaux.enum('power_state', powerStates)
export const toolsStatus = zerfaux.enum('tools_status', toolsStatuses)
export const objectKind = zerfaux.enum('object_kind', objectKinds)

/** Milliseconds, as JavaScript has them: a list's cursor must find its place again exactly. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
export const createdAt = () => instant('created_at').notNull().defaultNow()
export const updatedAt = () => instant('updated_at').notNull().defaultNow()
