const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`

/**
 * Writes a request as a curl line for a POSIX shell. A body that is no string is sent as JSON.
 */
export const toCurlLine = ({ method = 'GET', url, headers = {}, body }) => {
  const isJson = body !== undefined && typeof body !== 'string'
  const sent = isJson ? { ...headers, 'content-type': 'application/json' } : headers
  const parts = [
    method === 'GET' ? `curl -sS ${quote(url)}` : `curl -sS -X ${method} ${quote(url)}`,
    ...Object.entries(sent).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quote(isJson ? JSON.stringify(body) : body)}`]),
  ]
  return parts.join(' \\\n    ')
}

/** Splits a line of {@link toCurlLine} into words, as a shell does. */
const toWords = (line) => {
  const words = []
  let word = null
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]
    if (character === "'") {
      const end = line.indexOf("'", at + 1)
      word = (word ?? '') + line.slice(at + 1, end)
      at = end
    } else if (character === '\\') {
      at += 1
      if (line[at] !== '\n') word = (word ?? '') + line[at]
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else {
      word = (word ?? '') + character
    }
  }
  return word === null ? words : [...words, word]
}

/** Reads a line of {@link toCurlLine} back, for a machine without curl. */
export const fromCurlLine = (line) => {
  const request = { method: 'GET', url: '', headers: {}, body: undefined }
  const words = toWords(line).slice(1)
  while (words.length > 0) {
    const word = words.shift()
    if (word === '-sS') continue
    if (word === '-X') request.method = words.shift()
    else if (word === '--data-raw') request.body = words.shift()
    else if (word === '-H') {
      const [name, ...rest] = words.shift().split(': ')
      request.headers[name] = rest.join(': ')
    } else request.url = word
  }
  return request
}
