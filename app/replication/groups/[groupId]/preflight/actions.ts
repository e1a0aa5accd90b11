'use server'

import { refresh } from 'next/cache'

export async function checkAgainAction(): Promise<void> {
  refresh()
}
