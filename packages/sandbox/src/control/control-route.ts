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
