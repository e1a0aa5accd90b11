'use client'

import { Submit } from '@/app/_ui/submit'
import { checkAgainAction } from './actions'

/** The checks are made while the page is; so this only asks for the page again. */
export function CheckAgain() {
  return (
    <form action={checkAgainAction}>
      <Submit kind="primary" pending="Checking …">
        Check again
      </Submit>
    </form>
  )
}
