import { size, words } from '@/app/_ui/format'
import { consistencySentence } from '@/lib/domain/quiesce'
import { VmConsistency } from '@/lib/domain/vm-consistency'

/** What a recovery point is made of is shown with it. */
const ELSEWHERE = ['changes', 'pilingUp', 'quiescedAt']

/** What the job found or made, as it says itself. */
export function JobResult({ result }: { result: Readonly<Record<string, unknown>> }) {
  return (
    <section className="section" aria-labelledby="result">
      <h2 id="result">Result</h2>
      <dl className="facts">
        {Object.entries(result)
          .filter(([name]) => !ELSEWHERE.includes(name))
          .map(([name, value]) => (
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
  return words(name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/_ms$/, '')).replace(
    'Vms',
    'VMs',
  )
}

function shown(name: string, value: unknown): string {
  if (name === 'vmConsistency') {
    const vms = VmConsistency.array().safeParse(value)
    if (vms.success) return consistencySentence(vms.data)
  }
  if (typeof value === 'number' && name.startsWith('bytes')) return size(value)
  if (typeof value === 'number' && name.endsWith('Ms')) return `${(value / 1000).toFixed(1)} s`
  if (typeof value === 'number') return value.toLocaleString('en')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
