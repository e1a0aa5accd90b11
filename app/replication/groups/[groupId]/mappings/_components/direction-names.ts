import type { Direction } from '@/lib/domain/group-enums'

export const directionNames = {
  forward: 'The way there',
  reversed: 'The way back',
} as const satisfies Record<Direction, string>
