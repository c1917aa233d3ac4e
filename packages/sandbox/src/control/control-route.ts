import type { Unsubscribe } from '../events.ts'
import type { Sandbox } from '../sandbox.ts'
import type { ControlRequest } from './control-request.ts'

/** One thing that can be asked of the control API. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** The path, in which `{number}` stands for a phone number. */
  readonly path: string
  readonly summary: string
  run(sandbox: Sandbox, request: ControlRequest): unknown
}

/** Something that is told as it happens, one JSON text a line, for as long as whoever asked stays. */
export interface LiveRoute extends Omit<ControlRoute, 'run'> {
  readonly method: 'GET'
  /** Begins to tell, and answers how to end it. */
  follow(sandbox: Sandbox, request: ControlRequest, tell: (value: unknown) => void): Unsubscribe
}
