/** What can be launched: the program, whether it installs the git hooks, and what it is for. */
export const commands = {
  start: { program: 'lib/cli/start.ts', hooks: true, about: 'run Zerfaux: database, web and one worker' },
  dev: { program: 'lib/cli/dev.ts', hooks: true, about: 'the same, and follow changes of the source' },
  worker: { program: 'lib/cli/worker.ts', about: 'run one more worker' },
  token: { program: 'lib/cli/token.ts', about: 'make an API token and print it once' },
  test: { program: 'lib/cli/test.ts', hooks: true, about: 'run every test' },
  verify: { program: 'lib/cli/verify.ts', hooks: true, about: 'format, lint, types and unit tests' },
  acceptance: { program: 'lib/cli/acceptance.ts', about: 'run the contract against a vCenter of your own' },
  bench: { program: 'lib/cli/bench.ts', about: 'measure, for BENCHMARKS.md' },
  'demo-lab': { program: 'lib/cli/demo-lab.ts', about: 'run Zerfaux against the lab' },
}

export function usage() {
  const lines = Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`)
  return ['usage: node lib/cli/launch.mjs <command> [options]', '', ...lines, '', 'Each takes --help.'].join('\n')
}
