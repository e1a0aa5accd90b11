import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellQuote } from './shell-quote.ts'

test.each([
  ['plain words stay as they are', ['zfs', 'list', '-Hp', 'tank/g@zfx_1'], 'zfs list -Hp tank/g@zfx_1'],
  ['an empty argument is still one', ['a', ''], "a ''"],
  ['a bookmark’s # would start a comment', ['tank/g#b'], "'tank/g#b'"],
  ['a single quote', ["it's"], "'it'\\''s'"],
  ['zsh would look up a leading =', ['=ls'], "'=ls'"],
])('%s', (_, args, line) => expect(shellQuote(args)).toBe(line))

test('a shell gives back exactly what was quoted', () => {
  const args = ['a b', '$(id)', '`id`', '"', "'", '\\', '\n\t', '*', '~', '!x', ';rm', '-n', '$HOME', 'ä€😀', '']
  const output = execFileSync('sh', ['-c', `for arg in ${shellQuote(args)}; do printf '%s\\036' "$arg"; done`], {
    encoding: 'utf8',
  })
  expect(output.split('\u001e').slice(0, -1)).toEqual(args)
})

test('a NUL is refused', () => expect(() => shellQuote(['a\0b'])).toThrow(/NUL/))
