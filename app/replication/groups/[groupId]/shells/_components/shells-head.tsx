import { WizardHead } from '../../_components/wizard-head'
import { shellsPath } from './shell-selection'

const pages = ['Proposed shells', 'Name and placement', 'Create'] as const

type Props = { readonly group: { readonly id: string; readonly name: string }; readonly at: (typeof pages)[number] }

export function ShellsHead({ group, at }: Props) {
  const list = { name: 'DR shells', href: shellsPath(group.id, '') }
  return <WizardHead group={group} title={`DR shells of ${group.name}`} list={list} pages={pages} at={at} />
}
