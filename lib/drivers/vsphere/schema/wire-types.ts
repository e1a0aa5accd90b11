import type { answerTypes } from './vim-answers.ts'
import type { methods } from './vim-methods.ts'
import type { managedTypes } from './vim-objects.ts'
import type { requestSubtypes, requestTypes } from './vim-requests.ts'

/** A managed object as it is named on the wire: `{ type: 'VirtualMachine', value: 'vm-42' }`. */
export type Reference = { readonly type: string; readonly value: string }

type Scalars = {
  string: string
  typeName: string
  int: number
  long: number
  boolean: boolean
  moref: Reference
  void: undefined
}

type RequestTypes = typeof requestTypes
type RequestSubtypes = typeof requestSubtypes
type AnswerTypes = typeof answerTypes
export type MethodName = keyof typeof methods
export type ManagedType = keyof typeof managedTypes

/** What a caller hands over for a field spelled so in the schema. */
type Given<Spelled> = Spelled extends `${infer Base}[]`
  ? readonly Given<Base>[]
  : Spelled extends keyof Scalars
    ? Scalars[Spelled]
    : Spelled extends 'any'
      ? string
      : Spelled extends keyof RequestTypes
        ? GivenRecord<RequestTypes[Spelled]> | GivenSubtype<Spelled>
        : never

/** One of the types that may stand where `Base` is asked for. */
type GivenSubtype<Base> = Base extends keyof RequestSubtypes
  ? {
      [Each in RequestSubtypes[Base][number]]: GivenRecord<RequestTypes[Each]> & { readonly $type: Each }
    }[RequestSubtypes[Base][number]]
  : never

export type Sent<Spelled extends keyof RequestTypes> = Given<Spelled>

/** Fields marked `?` and lists may be left out. */
type GivenRecord<Fields> = {
  readonly [Name in keyof Fields as Fields[Name] extends `${string}?` | `${string}[]` ? never : Name]: Given<
    Fields[Name]
  >
} & {
  readonly [
    Name in keyof Fields as Fields[Name] extends `${string}?` | `${string}[]` ? Name : never
  ]?: Fields[Name] extends `${infer Base}?` ? Given<Base> : Given<Fields[Name]>
}

/** What the decoder makes of a field. A list that is absent is undefined; a peer may leave out anything. */
export type Read<Spelled> = Spelled extends `${infer Base}[]`
  ? readonly Read<Base>[]
  : Spelled extends keyof Scalars
    ? Scalars[Spelled]
    : Spelled extends keyof AnswerTypes
      ? ReadRecord<AnswerTypes[Spelled]>
      : unknown

type ReadRecord<Fields> = { readonly [Name in keyof Fields]?: Read<Fields[Name]> }

export type Parameters<Method extends MethodName> = GivenRecord<(typeof methods)[Method]['takes']>
export type Answer<Method extends MethodName> = Read<(typeof methods)[Method]['gives']>

/** One object of an inventory with the properties that were asked for. */
export type ManagedObject<Type extends ManagedType = ManagedType> = {
  [Each in Type]: {
    readonly type: Each
    /** As the vCenter says, e.g. `StoragePod` for what is read as a `Folder`. */
    readonly wireType: string
    readonly moref: string
    readonly properties: ReadRecord<(typeof managedTypes)[Each]>
  }
}[Type]
