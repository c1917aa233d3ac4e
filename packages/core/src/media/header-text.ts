/**
 * Reads a header value as the text its sender meant.
 *
 * HTTP parsers hand out one character per byte; many servers send UTF-8 there.
 */
export function headerText(value: string): string {
  if (/[^\p{ASCII}\u0080-\u00ff]/u.test(value)) return value
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    // Not UTF-8, so it was meant as Latin-1.
    return value
  }
}
