export const sourceDir: string
export function labDir(): string
export function cacheDir(): string
export function identityDir(): string
export function defaultRun(): string
export function labRuns(): string[]
export function runDir(run: string): string
export function labFile(run: string): string
