import { replicate } from './replicate.ts'

type Replicate = typeof replicate

/** The workflow, with something done after that step and before the next. */
export function after(name: string, act: () => Promise<unknown>): Replicate {
  return meddled(name, async (run) => {
    await run()
    await act()
  })
}

/** The workflow, with something done right before that step. */
export function before(name: string, act: () => Promise<unknown>): Replicate {
  return meddled(name, async (run) => {
    await act()
    await run()
  })
}

/** The workflow with one step done in another way. */
export function meddled(name: string, act: (run: () => Promise<void>) => Promise<void>): Replicate {
  const steps: Replicate['steps'] = replicate.steps.map((step) =>
    step.name === name ? { ...step, run: (params, tools) => act(() => step.run(params, tools)) } : step,
  )
  return { ...replicate, steps }
}
