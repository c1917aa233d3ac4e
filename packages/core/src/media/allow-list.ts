import { hostOf, portOf } from './url-endpoint.ts'

/**
 * Reads one `media.allow` entry (`files.internal:8080`, `127.0.0.1:9000`, `[::1]:9000`) into its canonical form, or
 * returns `undefined` when it is not exactly a host and a port.
 */
export function parseAllowEntry(entry: string): string | undefined {
  const port = /^[^\s/?#@\\]+:(\d{1,5})$/.exec(entry)?.[1]
  if (port === undefined || Number(port) === 0 || !URL.canParse(`http://${entry}`)) return undefined
  return `${hostOf(new URL(`http://${entry}`))}:${Number(port)}`
}

/** Says whether the operator lifted the address rule for exactly this URL's host and port. */
export function isAllowed(url: URL, allow: readonly string[]): boolean {
  const endpoint = `${hostOf(url)}:${portOf(url)}`
  return allow.some((entry) => parseAllowEntry(entry) === endpoint)
}
