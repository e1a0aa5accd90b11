/** Meaning of a colour. Always shown with a shape and a word. */
export type Tone = 'ok' | 'info' | 'warning' | 'critical' | 'test' | 'neutral'
export type Look = { readonly tone: Tone; readonly shape: string; readonly label: string; readonly moving?: boolean }
