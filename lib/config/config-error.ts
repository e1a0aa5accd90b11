/** A setting or key file that cannot be used. The message says which and what to do; never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
