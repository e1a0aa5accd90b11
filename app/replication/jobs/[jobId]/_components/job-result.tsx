import { size, words } from '@/app/_ui/format'
import { consistencySentence } from '@/lib/domain/quiesce'
import { VmConsistency } from '@/lib/domain/vm-consistency'

/** What a recovery point is made of is shown with it. */
const ELSEWHERE = ['changes', 'pilingUp', 'quiescedAt']

/** What the job found or made, as it says itself. */
export function JobResult({ result }: { result: Readonly<Record<string, unknown>> }) {
  const facts = Object.entries(result).filter(([name, value]) => !ELSEWHERE.includes(name) && value !== null)
  if (facts.length === 0) return null
  return (
    <section className="section" aria-labelledby="result">
      <h2 id="result">Result</h2>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{label(name)}</dt>
            <dd className={name === 'guid' ? 'mono' : undefined}>{shown(name, value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function label(name: string): string {
  if (name === 'vmConsistency') return 'VMs'
  const text = words(name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/_(ms|bytes)$/, ''))
  return text
    .replace(/\b(vms?|cpus|nics)\b/gi, (short) => shorts[short.toLowerCase()] ?? short)
    .replace(/\bmoref\b/i, 'MoRef')
}

const shorts: Readonly<Record<string, string>> = { vm: 'VM', vms: 'VMs', cpus: 'CPUs', nics: 'NICs' }

function shown(name: string, value: unknown): string {
  if (name === 'vmConsistency') {
    const vms = VmConsistency.array().safeParse(value)
    if (vms.success) return consistencySentence(vms.data)
  }
  if (typeof value === 'number' && (name.startsWith('bytes') || name.endsWith('Bytes'))) return size(value)
  if (typeof value === 'number' && name.endsWith('Ms')) return `${(value / 1000).toFixed(1)} s`
  if (typeof value === 'number') return value.toLocaleString('en')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.map((one) => shown('', one)).join('; ')
  return typeof value === 'object' && value !== null ? listed(value) : String(value)
}

function listed(facts: object): string {
  return Object.entries(facts)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${label(name)}: ${shown(name, value)}`)
    .join(', ')
}
