import { WizardSteps } from '../_components/wizard-steps'

const pages = ['Sites and datastore', 'Datasets, objective, retention', 'Review'] as const

export function NewGroupSteps({ at }: { at: (typeof pages)[number] }) {
  return <WizardSteps pages={pages} at={at} />
}
