import { mayActAs, type Role } from '@/lib/domain/role'

type Permission = { readonly ok: boolean; readonly because?: string | undefined }

/** Why a button cannot be pressed, or undefined when it can. The service refuses anyway. */
export function because(held: Role, needed: Role, permission: Permission = { ok: true }): string | undefined {
  if (!mayActAs(held, needed)) return `Needs the role ${needed}; you are ${held}.`
  return permission.ok ? undefined : (permission.because ?? 'Not possible now.')
}
