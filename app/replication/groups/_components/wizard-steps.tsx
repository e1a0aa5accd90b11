/** How far one is in a wizard. */
export function WizardSteps({ pages, at }: { readonly pages: readonly string[]; readonly at: string }) {
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
