import { WizardHead } from '../../_components/wizard-head'
import { movePath } from './move-selection'

const pages = ['Plan', 'Move', 'Re-read'] as const

type Props = { readonly group: { readonly id: string; readonly name: string }; readonly at: (typeof pages)[number] }

export function MoveHead({ group, at }: Props) {
  const list = { name: 'Protection datastore', href: movePath(group.id, '') }
  return <WizardHead group={group} title="Move to the protection datastore" list={list} pages={pages} at={at} />
}
