import { forgetAlerts } from '../../db/alerts.ts'
import { deliverAlerts } from '../alerts/deliver-alerts.ts'
import { judgeAlerts, type ChangeMemory } from '../alerts/judge-alerts.ts'
import { judgeLeftovers } from '../alerts/judge-leftovers.ts'
import type { Duty } from '../duties.ts'

const DAY_SECONDS = 86_400
/** As long as the history of the RPO. */
const KEPT_DAYS = 400

const memory: ChangeMemory = new Map()

/** Trouble is noticed also where no worker is alive to have any. */
export const judgeAlertsDuty: Duty = {
  name: 'judge_alerts',
  everySeconds: 30,
  alsoInWeb: true,
  run: ({ db }) => judgeAlerts(db, new Date(), memory),
}

export const deliverAlertsDuty: Duty = {
  name: 'deliver_alerts',
  everySeconds: 10,
  alsoInWeb: true,
  run: ({ db, log }, signal) => deliverAlerts({ db, log }, () => new Date(), signal),
}

/** Reads whole pools, so it is done now and then only. */
export const judgeLeftoversDuty: Duty = {
  name: 'judge_leftovers',
  everySeconds: 3600,
  run: ({ db, sites }, signal) => judgeLeftovers({ db, sites }, () => new Date(), signal),
}

export const forgetAlertsDuty: Duty = {
  name: 'forget_alerts',
  everySeconds: DAY_SECONDS,
  run: ({ db }) => forgetAlerts(db, new Date(Date.now() - KEPT_DAYS * DAY_SECONDS * 1000)),
}
