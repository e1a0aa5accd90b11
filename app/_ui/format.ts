const GIB = 1024 ** 3
const MIB = 1024 ** 2

/** Sizes in GiB with one decimal; what would show as 0.0 is shown in MiB or smaller. Unknown is a dash, never 0. */
export function size(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return '–'
  if (bytes === 0) return '0 GiB'
  if (bytes >= 0.1 * GIB) return `${(bytes / GIB).toLocaleString('en', decimals)} GiB`
  if (bytes >= 0.1 * MIB) return `${(bytes / MIB).toLocaleString('en', decimals)} MiB`
  return bytes >= 1024 ? `${(bytes / 1024).toLocaleString('en', decimals)} KiB` : `${bytes} B`
}
const decimals = { minimumFractionDigits: 1, maximumFractionDigits: 1 }

export function rate(bytesPerSecond: number | null): string {
  return bytesPerSecond === null ? '–' : `${size(bytesPerSecond)}/s`
}

/** Two units at most: `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ] as const
  const first = parts.findIndex(([amount]) => amount > 0)
  if (first === -1) return '0 s'
  const shown = parts.slice(first, first + 2).filter(([amount]) => amount > 0)
  return shown.map(([amount, unit]) => `${amount} ${unit}`).join(' ')
}

/** An age, in whole minutes once there is one. */
export function age(seconds: number): string {
  return duration(seconds < 60 ? seconds : seconds - (seconds % 60))
}

/** `5 min ago`, `in 2 h`, `just now`. */
export function relative(at: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - at.getTime()) / 1000)
  if (Math.abs(seconds) < 10) return 'just now'
  const [amount, unit] = coarse(Math.abs(seconds))
  return seconds > 0 ? `${amount} ${unit} ago` : `in ${amount} ${unit}`
}

function coarse(seconds: number): [number, string] {
  if (seconds < 60) return [seconds, 's']
  if (seconds < 3600) return [Math.floor(seconds / 60), 'min']
  if (seconds < 86_400) return [Math.floor(seconds / 3600), 'h']
  return [Math.floor(seconds / 86_400), 'd']
}

/** Truncated, so that it is not 100 % before the end. Null while the total is unknown. */
export function percent(done: number | null, total: number | null): number | null {
  if (done === null || total === null || total === 0) return null
  return done >= total ? (done === total ? 100 : 99) : Math.min(99, Math.floor((done / total) * 100))
}

export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString('en')} ${amount === 1 ? one : many}`
}

/** An error and its remedy, one after the other. A vCenter's own words may end with a full stop already. */
export function sentences(...parts: readonly (string | null | undefined)[]): string {
  return parts
    .filter((part) => part)
    .map((part) => part?.replace(/\.$/, ''))
    .join('. ')
    .concat('.')
}

/** `powered_on` → `Powered on`. */
export function words(snake: string): string {
  const text = snake.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
