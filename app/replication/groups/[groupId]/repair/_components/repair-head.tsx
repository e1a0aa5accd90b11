import { WizardHead } from '../../_components/wizard-head'

const pages = ['What was found', 'The way', 'Review'] as const

export function RepairHead({ group, at }: { group: { id: string; name: string }; at: (typeof pages)[number] }) {
  return <WizardHead group={group} title={`Replica of ${group.name}`} list={null} pages={pages} at={at} />
}
