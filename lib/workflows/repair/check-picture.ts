import { changesSince, pictureOf } from '../../domain/repair-plan.ts'
import { observeScene } from './observe-scene.ts'
import { stale, type RepairStep } from './repair-tools.ts'

/** Before anything is changed: is the world still the one that the operator decided on? */
export const checkPicture: RepairStep = {
  name: 'check_picture',
  title: 'Check that nothing has changed since the plan',
  async run({ replicate, picture }, tools) {
    const { groupId, epoch, source, target: replica } = replicate
    const candidate = picture.candidate && { dataset: picture.candidate.dataset, usedBy: null }
    const now = pictureOf(await observeScene({ groupId, epoch, source, replica, candidate }, tools))
    const changes = changesSince(picture, now)
    if (changes.length > 0) throw stale(changes)
  },
}
