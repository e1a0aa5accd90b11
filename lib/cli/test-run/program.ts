import { spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../..', import.meta.url))

type Run = {
  readonly env?: Record<string, string>
  readonly quiet?: boolean
  /** Ends the program too; what it has begun is the caller's to clear away. */
  readonly stop?: AbortSignal
}
type Ended = { readonly code: number | null; readonly said: string }

/** Runs the program of a package under this same Node, whatever `node` the shell would find. */
export function runPackaged(name: string, args: readonly string[], run: Run = {}): Promise<Ended> {
  return runProgram(process.execPath, [realpathSync(join(root, 'node_modules', '.bin', name)), ...args], run)
}

/** Runs a program to its end, shows what it says unless `quiet`, and gives what it said. */
export function runProgram(file: string, args: readonly string[], { env, quiet, stop }: Run = {}): Promise<Ended> {
  return new Promise((done) => {
    let said = ''
    const child = spawn(file, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    const interrupt = () => child.kill('SIGINT')
    process.once('disconnect', interrupt)
    stop?.addEventListener('abort', interrupt)
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (text: Buffer) => {
        said += text.toString()
        if (!quiet) process.stdout.write(text)
      })
    }
    const end = (code: number | null) => {
      process.off('disconnect', interrupt)
      stop?.removeEventListener('abort', interrupt)
      done({ code, said })
    }
    child.on('error', (error) => {
      said += error.message
      end(127)
    })
    child.on('close', end)
  })
}
