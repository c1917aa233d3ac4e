/** The answers as the published page shows them, and nothing beside. */
export interface PageInstance {
  readonly id: number
  readonly name: string
  readonly phone: string | null
  readonly status: string
  readonly created_at: string
}

/** See {@link PageInstance}. */
export interface PageMessage {
  readonly id: number
  readonly to_phone: string
  readonly type: string
  readonly status: string
  readonly error: string | null
  readonly queued_at: string
  readonly sent_at: string | null
}

/** See {@link PageInstance}. */
export interface PageUsage {
  readonly used: number
  readonly limit: number
  readonly remaining: number
  readonly percentage: number
}

/** What a refused request was answered with. */
export class PageError extends Error {
  readonly status: number
  /** The JSON body, whole. */
  readonly body: unknown

  constructor(status: number, body: { readonly error: string }) {
    super(body.error)
    this.status = status
    this.body = body
  }
}

const readAnswer = async (response: Response): Promise<unknown> => {
  const body: unknown = await response.json()
  if (response.ok) return body
  // The page promises an `error` message with every refusal.
  throw new PageError(response.status, body as { readonly error: string })
}

/** A client as somebody writes it who has read the published page, and never this repository. */
export const pageClient = (baseUrl: string, apiKey: string | null) => {
  const headers: Record<string, string> = apiKey === null ? {} : { 'x-api-key': apiKey }
  // Each call below names the shape that the page shows for it.
  const get = async <Answer>(path: string) =>
    (await readAnswer(await fetch(`${baseUrl}${path}`, { headers }))) as Answer
  const post = async <Answer>(path: string, body: unknown) => {
    const request = {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }
    return (await readAnswer(await fetch(`${baseUrl}${path}`, request))) as Answer
  }

  return {
    send: (body: object) => post<{ readonly id: number; readonly status: string }>('/messages/send', body),
    sendBulk: (body: object) =>
      post<{
        readonly queued: number
        readonly messages: readonly { readonly id: number; readonly to: string; readonly status: string }[]
      }>('/messages/send-bulk', body),
    message: (id: number) => get<PageMessage>(`/messages/${id}`),
    createInstance: (body: object) =>
      post<{ readonly id: number; readonly status: string; readonly qr_url: string }>('/instances', body),
    instances: () => get<readonly PageInstance[]>('/instances'),
    instance: (id: number) => get<PageInstance>(`/instances/${id}`),
    qr: (id: number) =>
      get<{ readonly qr_base64?: string | null; readonly status: string; readonly phone?: string | null }>(
        `/instances/${id}/qr`,
      ),
    qrImage: async (id: number) => {
      const response = await fetch(`${baseUrl}/instances/${id}/qr?format=image`, { headers })
      if (!response.ok) await readAnswer(response)
      return { type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) }
    },
    deleteInstance: async (id: number) =>
      (await readAnswer(await fetch(`${baseUrl}/instances/${id}`, { method: 'DELETE', headers }))) as {
        readonly status: string
      },
    usage: () => get<{ readonly monthly: PageUsage; readonly daily: PageUsage }>('/usage'),
    get,
  }
}
