const pages = ['Sites and datastore', 'Datasets, objective, retention', 'Review'] as const

export function WizardSteps({ at }: { at: (typeof pages)[number] }) {
  return (
    <ol className="wizard-steps" aria-label="Pages">
      {pages.map((page, index) => (
        <li key={page} aria-current={page === at ? 'step' : undefined}>
          {index + 1}. {page}
        </li>
      ))}
    </ol>
  )
}
