/** Calls an HTTP API with JSON, or with a text as it is; rejects when no answer comes in time. */
export const call = async (method, url, { key, body, timeoutMs = 30_000 } = {}) => {
  const response = await fetch(url, {
    method,
    headers: {
      ...(key === undefined ? {} : { 'x-api-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  })
  return { status: response.status, body: await response.json() }
}
