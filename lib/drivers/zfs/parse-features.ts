/** The `feature@` lines of `zpool get`: what is on in the pool. */
export function parseFeatures(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', value] = line.split('\t')
    return name.startsWith('feature@') && value !== 'disabled' ? [name.slice('feature@'.length)] : []
  })
}
