import type { DatasetName } from '../../domain/zfs-names.ts'
import type { SurveyedDataset } from '../../domain/zfs-survey.ts'
import { parseSurvey } from './parse-survey.ts'
import { poolMissing } from './read-datasets.ts'
import type { SshAppliance } from './ssh-appliance.ts'
import { POOL_MISSING, surveyCommand } from './survey-script.ts'
import { zfsError } from './zfs-errors.ts'

export async function surveyBelow(
  appliance: SshAppliance,
  name: string,
  root: DatasetName,
): Promise<readonly SurveyedDataset[]> {
  const { exitCode, stdout, stderr } = await appliance.run(surveyCommand(root))
  if (exitCode === 0) return parseSurvey(root, stdout)
  if (exitCode === POOL_MISSING) throw poolMissing(root, name)
  if (stderr.startsWith(`cannot open '${root}': dataset does not exist`)) return []
  throw zfsError(`look at what lies below ${root} on ${name}`, stderr || stdout, exitCode)
}
