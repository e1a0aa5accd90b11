import { z } from 'zod'
import { MAX_NAME } from '../../domain/existing-shell.ts'
import { Name } from '../fields.ts'

/** As a vCenter takes it. */
export const ShellName = Name.pipe(z.string().max(MAX_NAME, `At most ${MAX_NAME} characters`))
