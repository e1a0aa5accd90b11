import type { Metadata } from 'next'
import { attempt } from '@/lib/http/answer'

/** The name of what a page shows; where it cannot be read, the page itself says why. */
export async function pageTitle(read: () => Promise<string>, otherwise: string): Promise<Metadata> {
  const outcome = await attempt(async () => ({ title: await read() }))
  return 'problem' in outcome ? { title: otherwise } : outcome
}
