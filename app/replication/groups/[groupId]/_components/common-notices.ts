export type Notice = { readonly code: string; readonly message: string; readonly hint: string }
export const noticeKinds = ['blockers', 'warnings'] as const
export type NoticeKind = (typeof noticeKinds)[number]
export type Planned = Readonly<Record<NoticeKind, readonly Notice[]>> & { readonly name: string }
export type CommonNotice = Notice & { readonly kind: NoticeKind; readonly names: readonly string[] }

/** What is said of several VMs in the same words: said once, it can be read among fifty plans. */
export function commonNotices(plans: readonly Planned[]): CommonNotice[] {
  return noticeKinds.flatMap((kind) => {
    const said = new Map<string, Notice & { names: string[] }>()
    for (const { name, [kind]: notices } of plans) {
      for (const notice of notices) {
        const known = said.get(notice.message)
        if (known) known.names.push(name)
        else said.set(notice.message, { ...notice, names: [name] })
      }
    }
    return [...said.values()].filter(({ names }) => names.length > 1).map((notice) => ({ ...notice, kind }))
  })
}

/** What remains to be said of this one. */
export function ownNotices(plan: Planned, common: readonly CommonNotice[]): readonly (Notice & { kind: NoticeKind })[] {
  const said = new Set(common.map(({ kind, message }) => `${kind} ${message}`))
  return noticeKinds.flatMap((kind) =>
    plan[kind].filter(({ message }) => !said.has(`${kind} ${message}`)).map((notice) => ({ ...notice, kind })),
  )
}
