import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Stop } from './stop.mjs'

/** Runs `npm ci` when what npm last installed here is not what package-lock.json asks for. */
export async function installPackages(root) {
  const wanted = readLock(join(root, 'package-lock.json'))
  if (!wanted) throw new Stop(`Installing the packages: package-lock.json is missing in ${root}`)
  if (satisfies(wanted, readLock(join(root, 'node_modules', '.package-lock.json')))) return

  console.log('Installing packages (once, about a minute) …')
  const { code, said } = await npmCi(root)
  if (code !== 0) throw new Stop(`Installing the packages: npm ci failed: ${reason(said)}`)
}

/** npm keeps a record of what it installed; packages for other machines may be absent from it. */
export function satisfies(wanted, installed) {
  if (!installed) return false
  return Object.entries(wanted.packages).every(([path, entry]) => {
    if (path === '') return true
    const found = installed.packages[path]
    if (!found) return entry.optional === true || entry.peer === true
    return found.version === entry.version && found.integrity === entry.integrity
  })
}

function readLock(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
}

function npmCi(root) {
  return new Promise((done) => {
    let said = ''
    // npm's own settings of the surrounding `npm start` would reach it through the environment.
    const child = spawn('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root })
    child.stdout.on('data', (text) => (said += text))
    child.stderr.on('data', (text) => (said += text))
    child.on('error', (error) => done({ code: 1, said: `${error.message}: install npm` }))
    child.on('close', (code) => done({ code, said }))
  })
}

function reason(said) {
  const lines = said.split('\n').filter((line) => line.trim() && !/A complete log|^npm error\s*$/.test(line))
  return lines.slice(0, 4).join(' ').replaceAll('npm error ', '').trim() || 'no reason given'
}
