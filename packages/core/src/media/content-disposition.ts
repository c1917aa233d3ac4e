import { headerText } from './header-text.ts'

/**
 * Reads the file name out of a Content-Disposition header (RFC 6266).
 *
 * `filename*` (RFC 5987) wins over `filename`. Of a plain `filename` the common liberties are understood: raw UTF-8
 * and percent-encoding.
 */
export function fileNameFromDisposition(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const parameters = readParameters(headerText(header))
  return decodeExtended(parameters.get('filename*')) ?? decodePercent(parameters.get('filename'))
}

function readParameters(header: string): Map<string, string> {
  const parameters = new Map<string, string>()
  for (const [, name = '', quoted, token = ''] of header.matchAll(
    /(?:^|;)\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g,
  )) {
    const key = name.toLowerCase()
    if (!parameters.has(key)) parameters.set(key, quoted?.replace(/\\(["\\])/g, '$1') ?? token.trim().replace(/^"/, ''))
  }
  return parameters
}

function decodeExtended(value: string | undefined): string | undefined {
  const [, charset = '', encoded = ''] = /^([\w-]+)'[^']*'(.*)$/s.exec(value ?? '') ?? []
  const bytes = encoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  switch (charset.toLowerCase()) {
    case 'utf-8':
      return headerText(bytes)
    case 'iso-8859-1':
      return bytes
    default:
      return undefined
  }
}

function decodePercent(value: string | undefined): string | undefined {
  if (value === undefined || !value.includes('%')) return value
  try {
    return decodeURIComponent(value)
  } catch {
    // A name with a plain per cent sign in it.
    return value
  }
}
