import { z } from 'zod'
import { ZerfauxError } from '../domain/errors.ts'
import { roles } from '../domain/role.ts'
import { runCommand } from './command.ts'

const help = `
usage: npm run token -- --role viewer|operator|admin --name NAME

Makes an API token and prints it, once: only a hash of it is kept. Works while Zerfaux runs and when it
does not. Use it as: curl -H "Authorization: Bearer zfx_…" http://127.0.0.1:3000/api/replication/vcenters

Environment: ZERFAUX_DATA_DIR, or DATABASE_URL and the Supabase settings, as for npm start.
`

const Options = z.object({ role: z.enum(roles), name: z.string().trim().min(1).max(100) })

await runCommand({ help, options: { role: { type: 'string' }, name: { type: 'string' } } }, async (values) => {
  const options = Options.safeParse(values)
  if (!options.success) {
    throw new ZerfauxError('invalid_input', 'Making a token needs --role viewer|operator|admin and --name NAME')
  }
  const { withDatabase } = await import('./product/with-database.ts')
  const { createToken } = await import('./product/api-token.ts')
  console.log(await withDatabase(() => createToken(options.data.name, options.data.role)))
})
