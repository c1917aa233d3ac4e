import type { IncomingHttpHeaders } from 'node:http'
import { ControlError } from './control-error.ts'

const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

/** Refuses what a web page may have sent from a browser: a foreign name in `Host`, or a foreign `Origin`. */
export function assertLoopback(headers: IncomingHttpHeaders): void {
  if (!isLoopback(`http://${headers.host ?? ''}`)) {
    throw new ControlError(403, 'foreign_host', 'The control API answers to 127.0.0.1 and localhost only.')
  }
  if (headers.origin !== undefined && !isLoopback(headers.origin)) {
    throw new ControlError(403, 'foreign_origin', 'The control API does not answer to web pages.')
  }
}

function isLoopback(origin: string): boolean {
  try {
    return LOOPBACK_HOSTS.includes(new URL(origin).hostname)
  } catch {
    return false // what is no origin is not a loopback one
  }
}
