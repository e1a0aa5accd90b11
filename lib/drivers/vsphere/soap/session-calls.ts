import { ZerfauxError } from '../../../domain/errors.ts'
import type { MoRef } from '../../../domain/inventory.ts'
import { readObject, type Path } from '../inventory/read-managed-objects.ts'
import { toMoRef } from '../inventory/to-moref.ts'
import type { Answer, ManagedObject, ManagedType, MethodName, Parameters } from '../schema/wire-types.ts'
import type { SessionKeeper } from './session-keeper.ts'
import type { Call } from './soap-session.ts'

type TaskMethod = Extract<MethodName, `${string}_Task`>

/** Single calls, each under a session that renews itself. */
export class SessionCalls {
  readonly sessions: SessionKeeper

  constructor(sessions: SessionKeeper) {
    this.sessions = sessions
  }

  call<Method extends MethodName>(method: Method, parameters: Parameters<Method>, call: Call): Promise<Answer<Method>> {
    return this.sessions.run(call.signal, (session) => session.call(method, parameters, call))
  }

  async begin<Method extends TaskMethod>(method: Method, parameters: Parameters<Method>, call: Call): Promise<MoRef> {
    const task: { readonly value: string } | undefined = await this.call<Method>(method, parameters, call)
    if (task) return toMoRef(task.value)
    throw new ZerfauxError('remote_rejected', `Could not ${call.doing}: the vCenter began a task and did not say which`)
  }

  /** Null when the vCenter does not know it (any more). */
  read<Type extends ManagedType>(
    type: Type,
    moref: string,
    call: Call & { readonly paths: readonly Path<Type>[] },
  ): Promise<ManagedObject<Type> | null> {
    return this.sessions.run(call.signal, (session) => readObject(session, type, moref, call))
  }

  /** @throws ZerfauxError `not_found` */
  async mustRead<Type extends ManagedType>(
    type: Type,
    moref: string,
    call: Call & { readonly paths: readonly Path<Type>[] },
  ): Promise<ManagedObject<Type>['properties']> {
    const found = await this.read(type, moref, call)
    if (found) return found.properties
    throw new ZerfauxError(
      'not_found',
      `Could not ${call.doing}: the vCenter does not know ${type} ${moref} (any more)`,
      { facts: { fault: 'ManagedObjectNotFound' } },
    )
  }
}
