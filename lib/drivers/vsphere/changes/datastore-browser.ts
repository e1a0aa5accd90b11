import { ZerfauxError } from '../../../domain/errors.ts'
import type { MoRef } from '../../../domain/inventory.ts'
import type { Read } from '../schema/wire-types.ts'
import type { SessionCalls } from '../soap/session-calls.ts'
import type { Call } from '../soap/soap-session.ts'
import type { FoundFile } from '../vsphere-changes.ts'

type Follow = (
  task: MoRef,
  signal: AbortSignal,
) => Promise<{ readonly state: string; readonly faultType: string | null }>

const DETAILS = { fileType: true, fileSize: true, modification: false, fileOwner: false }

export async function browse(
  calls: SessionCalls,
  follow: Follow,
  { datastore, folder }: { readonly datastore: MoRef; readonly folder: string },
  call: Call,
): Promise<readonly FoundFile[]> {
  const { name = '', browser } = await calls.mustRead('Datastore', datastore, { ...call, paths: ['name', 'browser'] })
  if (!browser) throw new ZerfauxError('remote_rejected', `Could not ${call.doing}: it has no browser`)
  const parameters = {
    _this: browser,
    datastorePath: `[${name}] ${folder}`.trim(),
    searchSpec: { details: DETAILS, matchPattern: ['*'] },
  }
  const task = await calls.begin('SearchDatastore_Task', parameters, call)
  const last = await follow(task, call.signal)
  if (last.faultType === 'FileNotFound') return []
  if (last.state !== 'success') {
    throw new ZerfauxError(
      'remote_rejected',
      `Could not ${call.doing}: the vCenter's task ended with ${last.faultType}`,
      {
        facts: { fault: last.faultType ?? '' },
      },
    )
  }
  const ended = await calls.mustRead('Task', task, { ...call, paths: ['info.result'] })
  return filesIn(ended['info.result']).map((file) => found(file, folder))
}

function found({ $type, path = '', fileSize }: Read<'FileInfo'>, folder: string): FoundFile {
  const isFolder = $type === 'FolderFileInfo'
  return {
    path: folder === '' ? path : `${folder}/${path}`,
    sizeBytes: isFolder ? null : (fileSize ?? null),
    isFolder,
  }
}

/** The decoder gave it the shape that the schema spells for `HostDatastoreBrowserSearchResults`. */
function filesIn(result: unknown): readonly Read<'FileInfo'>[] {
  const report = result as Read<'HostDatastoreBrowserSearchResults'> | undefined
  return report?.file ?? []
}
