import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Points a checkout at its own hooks. Leaves alone what somebody has chosen, and copies without git. */
export function useGitHooks(root) {
  if (!existsSync(join(root, '.git'))) return
  const chosen = spawnSync('git', ['config', '--get', 'core.hooksPath'], { cwd: root, encoding: 'utf8' })
  if (chosen.status === 1) spawnSync('git', ['config', 'core.hooksPath', '.githooks'], { cwd: root })
}
