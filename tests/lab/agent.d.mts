export interface Agent {
  /** Goes into `agentSocket` of a command, or into an ssh client's `agent` option. */
  socket: string
  stop(): void
}
export function startAgent(privateKeyPath: string): Promise<Agent>
