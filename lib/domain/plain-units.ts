const STEPS = [
  [1024 ** 4, 'TiB'],
  [1024 ** 3, 'GiB'],
  [1024 ** 2, 'MiB'],
  [1024, 'KiB'],
] as const

/** For messages: `41 GiB`, `0.2 GiB`. One decimal below ten. */
export function plainBytes(bytes: number): string {
  const [size, unit] = STEPS.find(([step]) => bytes >= step / 10) ?? [1, 'bytes']
  const amount = bytes / size
  return `${amount < 10 && size > 1 ? Number(amount.toFixed(1)) : Math.round(amount)} ${unit}`
}

/** For messages: `42 min`, `3 h 5 min`, `2 d 4 h`. */
export function plainSeconds(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
  const parts = days > 0 ? [`${days} d`, hours && `${hours} h`] : [hours && `${hours} h`, rest && `${rest} min`]
  return parts.filter(Boolean).join(' ')
}
