import type { SendEstimate } from '../../domain/zfs-state.ts'

/** One line of `zfs send -v -P` on stderr. */
export type SendLine =
  | { readonly is: 'estimate'; readonly bytes: number }
  | { readonly is: 'progress'; readonly bytes: number }
  /** The stream's description, or a resume token's content. */
  | { readonly is: 'chatter' }
  | { readonly is: 'complaint' }

export function parseSendLine(line: string): SendLine {
  const size = /^size\t(\d+)$/.exec(line)
  if (size) return { is: 'estimate', bytes: Number(size[1]) }
  const progress = /^\d\d:\d\d:\d\d\t(\d+)\t/.exec(line)
  if (progress) return { is: 'progress', bytes: Number(progress[1]) }
  if (/^(full|incremental)\t|^resume token contents:$|^nvlist version: \d+$|^\t\w+ = /.test(line))
    return { is: 'chatter' }
  return { is: 'complaint' }
}

/** The `size` lines of a dry run and of one without `-c`; null where there is none. */
export function parseEstimate(text: string): SendEstimate {
  const [bytes = null, logicalBytes = null] = [...text.matchAll(/^size\t(\d+)$/gm)].map(([, size]) => Number(size))
  return { bytes, logicalBytes }
}
