/** The control door of a lab's vCenter: inventory changes and faults, made behind the back of whoever is connected. */
import { type LabVcenter, readLab, type Site } from './lab.ts'

export interface VmChange {
  cpus?: number
  memory_mib?: number
  power?: 'poweredOn' | 'poweredOff' | 'suspended'
  rename?: string
  tools?: 'toolsOk' | 'toolsOld' | 'toolsNotRunning' | 'toolsNotInstalled'
}

export interface FaultRule {
  /** As on the wire: 'PowerOnVM_Task', 'RetrievePropertiesEx'. */
  method: string
  /** MoRef value or name of the object called; any when left out. */
  object?: string
  /**
   * A fault type of the vSphere API ('FileLocked', 'TaskInProgress', 'NoPermission'), or of the way there:
   * 'connection_reset' (nothing was done), 'lost_answer' (it was done, the caller never hears of it), 'http_503'; or
   * 'nothing_done': its task ends well, and nothing has been done.
   */
  fault: string
  /** 'call' (default) refuses the call; 'task' accepts it and lets its task fail. */
  at?: 'call' | 'task'
  /** How many calls, 1 unless given. */
  count?: number
  message?: string
}

export interface TaskCount {
  /** By the MoRef of the object that the task works on. */
  begun: Record<string, number>
  running: number
  most_at_once: number
}

export interface VcenterControl {
  /** Adds the next n of the deterministic series; answers their names. */
  addVms(count: number): Promise<string[]>
  removeVm(name: string): Promise<void>
  changeVm(name: string, change: VmChange): Promise<void>
  /** Removes from the inventory and registers again: a new MoRef (answered), everything else as before. */
  reregister(name: string): Promise<string>
  /** Each is registered anew under the MoRef that the other had, as after a restored vCenter. By name or MoRef. */
  swapMorefs(first: string, second: string): Promise<void>
  /** It stands still with the question whether it was moved or copied. By name or MoRef. */
  ask(vm: string): Promise<void>
  /** Its disks need consolidation. */
  needConsolidation(vm: string): Promise<void>
  failNext(rule: FaultRule): Promise<void>
  clearFaults(): Promise<void>
  /** Every session dies, with its views and filters; answers how many there were. */
  endSessions(): Promise<number>
  /** How long a session lives without a call; 30 minutes at first. */
  setIdleTimeout(milliseconds: number): Promise<void>
  /** Before every call is looked at. */
  setDelay(milliseconds: number): Promise<void>
  /**
   * How long tasks of a method run, with progress, before they act; '*' for all methods. `object` limits it to
   * one MoRef or name, `stubborn` tasks cannot be cancelled; 0 ms takes the rule away.
   */
  setTaskDelay(method: string, milliseconds: number, only?: { object?: string; stubborn?: boolean }): Promise<void>
  /** Calls by method since the start or the last reset. */
  requests(options?: { reset?: boolean }): Promise<Record<string, number>>
  /** Tasks by method, of those that a delay or a fault was set for. */
  tasks(options?: { reset?: boolean }): Promise<Record<string, TaskCount>>
}

export interface VcenterHandle {
  info: LabVcenter
  control: VcenterControl
}

export function labVcenter(site: Site, run?: string): VcenterHandle {
  const info = readLab(run)?.vcenters[site]
  if (!info) throw new Error(`the lab has no vCenter "${site}"`)
  const post = async <T>(path: string, body: object = {}): Promise<T> => {
    const response = await fetch(`${info.control_url}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    })
    const answer: unknown = await response.json()
    if (!response.ok) throw new Error(`vCenter ${site}, ${path}: ${JSON.stringify(answer)}`)
    return answer as T // the control door is part of this lab; its answers are in vcsim/control.go
  }
  return {
    info,
    control: {
      addVms: async (count) => (await post<{ names: string[] }>('/add-vms', { count })).names,
      removeVm: async (name) => void (await post('/remove-vm', { name })),
      changeVm: async (name, change) => void (await post('/change-vm', { name, change })),
      reregister: async (name) => (await post<{ moref: string }>('/reregister', { name })).moref,
      swapMorefs: async (first, second) => void (await post('/swap-morefs', { first, second })),
      ask: async (name) => void (await post('/ask', { name })),
      needConsolidation: async (name) => void (await post('/need-consolidation', { name })),
      failNext: async (rule) => void (await post('/fail-next', rule)),
      clearFaults: async () => void (await post('/clear-faults')),
      endSessions: async () => (await post<{ ended: number }>('/end-sessions')).ended,
      setIdleTimeout: async (milliseconds) => void (await post('/idle', { milliseconds })),
      setDelay: async (milliseconds) => void (await post('/delay', { milliseconds })),
      setTaskDelay: async (method, milliseconds, only = {}) =>
        void (await post('/task-delay', { method, milliseconds, ...only })),
      requests: (options = {}) => post<Record<string, number>>('/requests', options),
      tasks: (options = {}) => post<Record<string, TaskCount>>('/tasks', options),
    },
  }
}
