import { afterEach, expect, test } from 'vitest'
import { DatasetName } from '../../../../lib/domain/zfs-names.ts'
import { a, b, byHand, carry, makeRowRig, names, type RowRig } from './row-rig.ts'

let rig: RowRig
afterEach(() => rig.close())

const KEY = '/run/rows-18.key'
const ENCRYPTED = `-o encryption=on -o keyformat=raw -o keylocation=file://${KEY}`

test('row 18: raw encrypted send cannot be sent back', async () => {
  await Promise.all([a, b].map((side) => side.mustRun(`head -c 32 /dev/zero > ${KEY}`)))
  rig = await makeRowRig('r18', { create: ENCRYPTED })
  // The field's way: a raw replica that was ever added to plainly can be sent back raw no more.
  const hand = `${rig.dr}/hand`
  await b.mustRun(
    `zfs create ${ENCRYPTED} ${hand} && zfs snapshot ${hand}@1 && zfs send -w ${hand}@1 | zfs receive -u ${hand}-raw && zfs load-key -L file://${KEY} ${hand}-raw &&
     echo 2 > /${hand}/f && zfs snapshot ${hand}@2 && zfs send -i @1 ${hand}@2 | zfs receive -u ${hand}-raw &&
     zfs mount ${hand}-raw && echo 3 > /${hand}-raw/f && zfs snapshot ${hand}-raw@3`,
  )
  expect(await byHand(b, `zfs send -w -i @2 ${hand}-raw@3 | zfs receive -u ${hand}`)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/IV set guid mismatch/),
  })
  await b.mustRun(`zfs unmount ${hand}-raw`)

  // With its key loaded the source is sent decrypted, and preflight says so beforehand.
  const check = async (code: string, at?: { target: DatasetName }) =>
    (await rig.preflight(at)).find((found) => found.code === code)
  expect(await check('source_encryption')).toMatchObject({
    outcome: 'warn',
    message: expect.stringMatching(/sent decrypted/),
  })
  expect(await rig.round()).toMatchObject({ status: 'succeeded' })
  expect((await rig.replicaState()).encryption).toBeNull()
  const clone = `${rig.dr}/proof`
  const sum = async (side: typeof a, path: string) => (await side.mustRun(`sha256sum < ${path}/disk`)).trim()
  await b.mustRun(`zfs clone -o mountpoint=/rows-proof ${rig.replica}@${names(await rig.replicaState())[0]} ${clone}`)
  expect(await sum(b, '/rows-proof')).toBe(await sum(a, `/${rig.dataset}`))
  await b.mustRun(`zfs destroy ${clone}`)

  // A replica that somebody received raw is named before anything is sent, and by the run, which changes nothing.
  const raw = DatasetName.parse(`${rig.dr}/raw`)
  const [point] = names(await rig.sourceState())
  await carry(`zfs send -w ${rig.dataset}@${point}`, '/tmp/r18')
  await b.mustRun(`zfs receive -u ${raw} < /tmp/r18`)
  expect(await check('replica_encryption', { target: raw })).toMatchObject({
    outcome: 'block',
    message: expect.stringMatching(/raw/),
  })
  await rig.write()
  expect(await rig.round({ target: raw })).toMatchObject({
    status: 'needs_operator',
    error: { code: 'precondition_failed', hint: expect.stringMatching(/load-key/) },
  })
  expect(await b.mustRun(`zfs list -Hro name -t snapshot ${raw}`)).toBe(`${raw}@${point}`)

  // Without its key nothing can be read or sent: in the way, with what to do.
  await a.mustRun(`zfs unmount ${rig.dataset} && zfs unload-key ${rig.dataset}`)
  expect(await check('source_encryption')).toMatchObject({
    outcome: 'block',
    hint: expect.stringMatching(/zfs load-key/),
  })
  expect(await rig.round({ target: DatasetName.parse(`${rig.dr}/new`) })).toMatchObject({
    status: 'needs_operator',
    error: { code: 'precondition_failed', hint: expect.stringMatching(/load-key/) },
  })
})
