/** An expected failure: the command line prints its message as one line, without a stack. */
export class LabError extends Error {
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}
