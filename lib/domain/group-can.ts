import type { GroupState } from './group-enums.ts'

export type Permission = { readonly ok: true } | { readonly ok: false; readonly because: string }

/** What may be done with a group now, and why not otherwise. One table for buttons, API answers and verbs. */
export type GroupFacts = {
  readonly state: GroupState
  readonly activeJobId: string | null
  readonly recoveryPoints: number
}

const ok: Permission = { ok: true }
const no = (because: string): Permission => ({ ok: false, because })

export const groupCan = {
  runNow({ state, activeJobId }: GroupFacts): Permission {
    if (activeJobId) return no('A job of this group is under way.')
    if (state === 'paused') return no('The group is paused.')
    if (state !== 'protecting') return no(`The group is ${state.replaceAll('_', ' ')}.`)
    return ok
  },
  /** Also while a run is under way: it is finished. */
  pause({ state }: GroupFacts): Permission {
    if (state === 'paused') return no('The group is paused already.')
    return state === 'protecting' ? ok : no(`The group is ${state.replaceAll('_', ' ')}.`)
  },
  resume({ state }: GroupFacts): Permission {
    return state === 'paused' ? ok : no('The group is not paused.')
  },
  /** Also while a job is under way, which may be for days: what a job does was fixed when it was made. */
  edit({ state }: GroupFacts): Permission {
    return state === 'protecting' || state === 'paused' ? ok : no(`The group is ${state.replaceAll('_', ' ')}.`)
  },
  /** Of a group that is paused, too: the repair is asked for by a person. */
  repair({ state, activeJobId }: GroupFacts): Permission {
    if (activeJobId) return no('A job of this group is under way, or waits for you: cancel it first.')
    return state === 'protecting' || state === 'paused' ? ok : no(`The group is ${state.replaceAll('_', ' ')}.`)
  },
  delete({ state, activeJobId }: GroupFacts): Permission {
    if (activeJobId) return no('A job of this group is under way.')
    return state === 'protecting' || state === 'paused' ? ok : no(`The group is ${state.replaceAll('_', ' ')}.`)
  },
} as const
