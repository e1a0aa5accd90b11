import type { ApplianceHealth } from '../../domain/appliance-health.ts'

/** The `feature@` lines of `zpool get`: what is on in the pool, and what of it is in use. */
export function parseFeatures(text: string): Pick<ApplianceHealth, 'features' | 'activeFeatures'> {
  const lines = text.split('\n').flatMap((line) => {
    const [name = '', value = ''] = line.split('\t')
    return name.startsWith('feature@') ? [{ feature: name.slice('feature@'.length), value }] : []
  })
  const named = (is: (value: string) => boolean) => lines.filter(({ value }) => is(value)).map(({ feature }) => feature)
  return { features: named((value) => value !== 'disabled'), activeFeatures: named((value) => value === 'active') }
}
