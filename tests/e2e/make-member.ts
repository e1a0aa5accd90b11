/** Run as a program of its own, with the product's conditions: makes a member with a role. */
import { members } from '../../drizzle/schema/members.ts'
import { createUser } from '../../lib/db/auth-users.ts'
import { closeDb, db } from '../../lib/db/client.ts'
import { roles } from '../../lib/domain/role.ts'

const [email = '', password = '', wanted] = process.argv.slice(2)
const role = roles.find((known) => known === wanted)
if (!role) throw new Error('usage: make-member.ts EMAIL PASSWORD ROLE')
await db.insert(members).values({ userId: await createUser(email, password), email, role })
await closeDb()
