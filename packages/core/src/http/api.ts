import type { Clock } from '../clock.ts'
import { systemClock } from '../clock.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { Khabeer } from '../facade.ts'
import type { Logger } from '../logger.ts'
import { silentLogger } from '../logger.ts'
import { AskedContext } from './asked-context.ts'
import type { Actor, Authorize } from './authorize.ts'
import { createGate, isSameActor } from './authorize.ts'
import type { AdminOptions } from './authorize-admin.ts'
import { carriesAdminKey, createAdminJudge, notAdmin } from './authorize-admin.ts'
import type { Route } from './define-route.ts'
import type { DocsPage } from './docs-page.ts'
import { isFault, toErrorResponse, toKhabeerError, toLoggableFacts } from './error-response.ts'
import type { ApiRequest, ApiResponse } from './exchange.ts'
import { createKeyRefusal } from './failed-keys.ts'
import { readJsonBody } from './json-body.ts'
import type { RouteMatch } from './match-route.ts'
import { apiBasePath, createMatcher } from './match-route.ts'
import { createOpenStreams } from './open-streams.ts'
import { joinRateLimits } from './rate-limit-headers.ts'
import { readQuery } from './read-query.ts'
import { createReadiness } from './readiness.ts'
import { requestIdOf } from './request-id.ts'
import type { Allowance, ThrottleOptions } from './request-throttle.ts'
import { createRequestThrottle, defaultThrottle } from './request-throttle.ts'
import { toRouteResponse } from './route-response.ts'
import { docsRoutes } from './routes/docs.ts'
import { createRoutes } from './routes.ts'
import { StreamAnswer } from './stream-answer.ts'
import { toStreamResponse } from './stream-response.ts'

/** What `createApi` takes. */
export interface ApiOptions extends AdminOptions {
  /** The core to serve; it may still be starting. */
  readonly core: Khabeer
  /** Tells which account a request acts for. @defaultValue by the API key in the `x-api-key` header */
  readonly authorize?: Authorize | undefined
  /** @defaultValue a logger that says nothing */
  readonly logger?: Logger | undefined
  /** Resolves once requests can be served. @defaultValue `core.ready` */
  readonly ready?: (() => Promise<void>) | undefined
  /** How long a request waits for a core that is still starting. @defaultValue 10_000 */
  readonly startTimeoutMs?: number | undefined
  /** How many wrong API keys one address may send a minute before it is told to wait. A valid key is never held up. @defaultValue 20 */
  readonly failedKeysPerMinute?: number | undefined
  /** How long a body may take to arrive. @defaultValue 15_000 */
  readonly bodyTimeoutMs?: number | undefined
  /**
   * How many requests one API key, or one account where the host has its own login, may make to this process within a
   * time; false for any number.
   *
   * @defaultValue { requests: 3_000, perMs: 10_000 }
   */
  readonly throttle?: ThrottleOptions | false | undefined
  /** The page at `/api/v1/docs`, such as that of `@khabeer/docs-page`. @defaultValue none; the path is the host's */
  readonly docs?: DocsPage | undefined
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined
}

/** A route, as a framework with a table of its own is told of it. */
export interface ApiRoute {
  readonly method: Route['method']
  /** Below the place of the mount; a parameter is a whole segment in braces, e.g. `/api/v1/messages/{id}`. */
  readonly path: string
  readonly summary: string
}

/** The HTTP API, free of any framework. */
export interface Api {
  readonly routes: readonly ApiRoute[]
  /** Where every path is the API's, with a route or without: e.g. `/api/v1/messages` and what is below it. */
  readonly places: readonly string[]
  /** Answers a request; null when its path belongs to the host. Never rejects. */
  handle(request: ApiRequest): Promise<ApiResponse | null>
  /**
   * Ends the streams that are open here, and begins none from now on. For before a server is closed, which waits for every
   * answer that is underway. A core that stops ends its streams by itself.
   */
  endStreams(): void
}

const defaultMaxBodyBytes = 1024 * 1024
/** How often it is looked who reads a stream. A key is known for 0.8 s, and both together are to take no more than one. */
const keyAgainMs = 100
/** The same of a host's own login, which may cost a query each time. */
const loginAgainMs = 800

/**
 * Builds the HTTP API of a core for an adapter to serve.
 *
 * @example
 * ```ts
 * import type { Khabeer } from '@khabeer/core'
 * import { createApi } from '@khabeer/core/http'
 *
 * export const readUsage = async (core: Khabeer, key: string) => {
 *   const answer = await createApi({ core }).handle({
 *     method: 'GET',
 *     path: '/api/v1/usage',
 *     prefix: '',
 *     query: '',
 *     headers: { 'x-api-key': key },
 *     body: { kind: 'parsed', value: undefined },
 *     signal: AbortSignal.timeout(10_000),
 *   })
 *   return answer?.status
 * }
 * ```
 */
export const createApi = (options: ApiOptions): Api => {
  const { core, logger = silentLogger(), clock = systemClock(), bodyTimeoutMs: timeoutMs = 15_000 } = options
  const judgeAdmin = createAdminJudge(options)
  // Without a judge these routes do not exist: their paths are the host's.
  const routes = [
    ...createRoutes(({ scope }) => scope !== 'admin' || judgeAdmin !== null),
    ...(options.docs === undefined ? [] : docsRoutes(options.docs)),
  ]
  const match = createMatcher(routes)
  const untilReady = createReadiness(options.ready ?? core.ready, clock, options.startTimeoutMs ?? 10_000)
  const refuseKey = createKeyRefusal({ clock, perMinute: options.failedKeysPerMinute ?? 20 })
  const admit = createGate(core, { authorize: options.authorize, refuseKey })
  const throttle = createRequestThrottle(options.throttle ?? defaultThrottle, clock)
  const open = createOpenStreams()
  const admitEveryMs = options.authorize === undefined ? keyAgainMs : loginAgainMs

  /** Says who asks: an account's actor, null for an admin or where nobody is asked. */
  const identify = async (request: ApiRequest, { scope, isForAdminsToo }: Route): Promise<Asker> => {
    if (scope === 'admin' || isForAdminsToo === true) {
      if (judgeAdmin !== null && (await judgeAdmin(request))) return { actor: null, isAdmin: true }
      if (scope === 'admin') throw carriesAdminKey(request.headers) ? refuseKey(request, notAdmin()) : notAdmin()
    }
    return { actor: await admit(request, scope), isAdmin: false }
  }

  const answer = async (request: ApiRequest, found: RouteMatch, onCounted: OnCounted): Promise<ApiResponse> => {
    const { route, params } = assertFound(found)
    // What anybody may ask for speaks of the server, also of one that does not start.
    if (route.scope !== 'public') await untilReady()
    const { actor, isAdmin } = await identify(request, route)
    if (actor !== null && throttle !== null) {
      const allowance = throttle(nameOfActor(actor))
      onCounted(allowance)
      assertAllowed(allowance)
    }
    const maxBytes = route.maxBodyBytes ?? defaultMaxBodyBytes
    const { isBodyOptional: isOptional = false } = route
    const limits = { maxBytes, timeoutMs, clock, isOptional }
    const body = route.body === undefined ? undefined : await readJsonBody(request, limits)
    const query = route.query === undefined ? undefined : readQuery(request.query)
    const facts = { core, request, actor, isAdmin, now: clock.now }
    const result = await route.run(new AskedContext(facts, { params, query, body }))
    if (result instanceof StreamAnswer) {
      const admit = async () => isSameActor((await identify(request, route)).actor, actor)
      const who = nameOfActor(actor)
      return toStreamResponse(result.source, { request, status: route.status, clock, open, who, admit, admitEveryMs })
    }
    return toRouteResponse(route.status, result)
  }

  const answerFailure = (request: ApiRequest, failure: Failure): ApiResponse => {
    const { thrown, route, requestId } = failure
    const error = toKhabeerError(thrown)
    // Of a client that went away nobody needs to know that its work was broken off, and health is asked for all the time.
    if (isFault(error) && !request.signal.aborted && !isHealth(route)) {
      logger.error({ requestId, route, ...toLoggableFacts(thrown) }, 'A request could not be served')
    }
    return toErrorResponse(error, clock.now())
  }

  return {
    routes: routes.map(({ method, path, summary }) => ({ method, path: `${apiBasePath}${path}`, summary })),
    places: [...new Set(routes.map(({ path }) => `${apiBasePath}/${path.split('/')[1]}`))],
    endStreams: open.endAll,
    handle: async (request) => {
      const found = match(request.method, request.path)
      if (found.kind === 'foreign') return null
      const requestId = requestIdOf(request.headers)
      const route = nameOf(found)
      let allowance: Allowance | null = null
      const response = await answer(request, found, (counted) => {
        allowance = counted
      }).catch((thrown: unknown) => answerFailure(request, { thrown, route, requestId }))
      core.metrics.countRequest(route, response.status)
      return withOwnHeaders(response, requestId, allowance)
    },
  }
}

interface Asker {
  readonly actor: Actor | null
  readonly isAdmin: boolean
}

interface Failure {
  readonly thrown: unknown
  readonly route: string
  readonly requestId: string
}

type OnCounted = (allowance: Allowance) => void

const assertAllowed = ({ retryAt }: Allowance): void => {
  if (retryAt === null) return
  throw new KhabeerError(
    'too_many_requests',
    'This key has made too many requests. Wait as long as Retry-After says.',
    {
      retryAt,
    },
  )
}

// Written out, because every answer goes this way and one object copied into another costs ten times its own copy.
const withOwnHeaders = (response: ApiResponse, requestId: string, allowance: Allowance | null): ApiResponse => {
  const { status, headers, body } = response
  if (allowance === null) return { status, headers: { ...headers, 'x-request-id': requestId }, body }
  const limits = joinRateLimits(allowance.headers(), headers)
  const { ratelimit, 'ratelimit-policy': policy } = limits
  return { status, headers: { ...headers, ratelimit, 'ratelimit-policy': policy, 'x-request-id': requestId }, body }
}

const isHealth = (route: string): boolean => route.startsWith('GET /health/')

const assertFound = (found: RouteMatch): Extract<RouteMatch, { kind: 'found' }> => {
  if (found.kind === 'found') return found
  if (found.kind === 'malformed') throw new KhabeerError('invalid_request', 'The path has broken % escapes.')
  if (found.kind === 'wrong_method') {
    const { allow } = found
    throw new KhabeerError('method_not_allowed', `This path takes ${allow.join(', ')}.`, { details: { allow } })
  }
  throw new KhabeerError('not_found', 'There is no such route.')
}

/** Whose requests count together. */
const nameOfActor = (actor: Actor | null): string =>
  actor === null ? 'anybody' : actor.apiKeyId === null ? `account ${actor.accountId}` : `key ${actor.apiKeyId}`

const nameOf = (found: RouteMatch): string =>
  found.kind === 'found' ? `${found.route.method} ${found.route.path}` : found.kind
