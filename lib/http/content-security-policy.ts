/**
 * What a page may load and run: files of our own, and inline scripts that carry this request's nonce.
 * Next puts the nonce on its scripts by itself, since no page is made beforehand.
 */
export function contentSecurityPolicy(nonce: string, { development }: { development: boolean }): string {
  const directives = {
    'default-src': ["'self'"],
    // React needs eval in development only, to show server stacks in the browser.
    'script-src': ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'", ...(development ? ["'unsafe-eval'"] : [])],
    // Attributes such as a bar's width are set by React when it renders on the server; no nonce reaches those.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  }
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ')
}

/** For answers that are no pages: whoever makes a browser show one gets nothing to run. */
export const NOTHING_TO_RUN = "default-src 'none'; frame-ancestors 'none'"
