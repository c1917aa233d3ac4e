import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { SandboxClock } from '../clock.ts'
import type { Sandbox } from '../sandbox.ts'
import { ControlError, toControlError } from './control-error.ts'
import type { ControlRequest } from './control-request.ts'
import { parseObject, readText } from './control-request.ts'
import type { ControlRoute, LiveRoute } from './control-route.ts'
import { CONTROL_ROUTES } from './control-routes.ts'
import { assertLoopback } from './loopback-only.ts'

/** How the control API starts. */
export interface ControlApiOptions {
  /**
   * Port on 127.0.0.1; 0 takes a free one.
   * @defaultValue 0
   */
  readonly port?: number | undefined
}

/** What a client needs to know to use the sandbox; `GET /info` answers it. */
export interface SandboxInfo {
  readonly url: string
  /** Base64 of 32 bytes. */
  readonly rootKey: string
  readonly caPem: string
  readonly controlUrl: string
  /** How fast the sandbox's clock runs and since when; null where its clock does not tell. */
  readonly clock: { readonly speed: number; readonly origin: number } | null
}

/** A running control API. */
export interface ControlApi {
  readonly url: string
  readonly info: SandboxInfo
  /** Ends the API; the sandbox goes on. */
  close(): Promise<void>
}

/**
 * Serves the controls of a sandbox over HTTP on loopback, for tests in any language. `GET /` lists what there is.
 *
 * @example
 * ```ts
 * import { startControlApi, startSandbox } from '@khabeer/sandbox'
 *
 * const control = await startControlApi(await startSandbox(), { port: 8081 })
 * await fetch(`${control.url}/admin/contacts/491510000002/send`, {
 *   method: 'POST',
 *   body: JSON.stringify({ to: '491510000001', text: 'hello' }),
 * })
 * ```
 */
export async function startControlApi(sandbox: Sandbox, options: ControlApiOptions = {}): Promise<ControlApi> {
  const server = createServer((request, response) => {
    void answer(request, response)
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The control API listens on no port.')
  const url = `http://127.0.0.1:${address.port}`
  const info: SandboxInfo = {
    url: sandbox.url,
    rootKey: sandbox.rootKey.toString('base64'),
    caPem: sandbox.caPem,
    controlUrl: url,
    clock: toSharedClock(sandbox.clock),
  }

  const routes: readonly (ControlRoute | LiveRoute)[] = [
    { method: 'GET', path: '/', summary: 'Lists what can be asked here.', run: () => routes.map(describe) },
    { method: 'GET', path: '/info', summary: 'Tells what a client needs to connect.', run: () => info },
    ...CONTROL_ROUTES,
  ]

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      assertLoopback(request.headers)
      await run(request, response)
    } catch (error) {
      const { status, code, message } = toControlError(error)
      respond(response, status, { error: { code, message } })
    }
  }

  async function run(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = new URL(request.url ?? '/', url)
    const candidates = routes.flatMap((route) => {
      const number = match(route.path, target.pathname)
      return number === undefined ? [] : [{ route, number }]
    })
    const found = candidates.find(({ route }) => route.method === request.method)
    if (!found) throw unknownRoute(candidates.map(({ route }) => route.method))
    const text = await readText(request)
    const { route, number } = found
    const asked = { number, query: target.searchParams, text, json: () => parseObject(text) }
    if ('follow' in route) follow(route, asked, response)
    else respond(response, 200, await route.run(sandbox, asked))
  }

  function follow(route: LiveRoute, asked: ControlRequest, response: ServerResponse): void {
    const end = route.follow(sandbox, asked, (value) => response.write(`${JSON.stringify(value)}\n`))
    response.once('close', end)
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    // Whoever reads the head knows that nothing is missed from here on.
    response.flushHeaders()
  }

  return {
    url,
    info,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What another process needs for a clock that tells the same time. */
function toSharedClock({ speed, origin }: SandboxClock): SandboxInfo['clock'] {
  return speed === undefined || origin === undefined ? null : { speed, origin }
}

/** Answers the `{number}` of a path that fits, empty when it has none; undefined when it does not fit. */
function match(pattern: string, path: string): string | undefined {
  const [before = '', after] = pattern.split('{number}')
  if (after === undefined) return path === pattern ? '' : undefined
  if (!path.startsWith(before) || !path.endsWith(after)) return undefined
  const number = path.slice(before.length, path.length - after.length)
  return number === '' || number.includes('/') ? undefined : decodeURIComponent(number)
}

function unknownRoute(methods: readonly string[]): ControlError {
  if (methods.length === 0) return new ControlError(404, 'not_found', 'No such path. GET / lists all of them.')
  return new ControlError(405, 'method_not_allowed', `This path takes ${methods.join(' and ')}.`)
}

function describe({ method, path, summary }: ControlRoute | LiveRoute) {
  return { method, path, summary }
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  const text = `${JSON.stringify(body)}\n`
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
