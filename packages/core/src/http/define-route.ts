import type { z } from 'zod'
import type { ErrorCode } from '../errors/codes.ts'
import { KhabeerError } from '../errors/khabeer-error.ts'
import type { KeyScope } from '../storage/account-record.ts'
import type { AnswerWithHeaders } from './answer-headers.ts'
import type { BinaryAnswer } from './binary-answer.ts'
import { CheckedContext } from './checked-context.ts'
import { parseInput } from './parse-input.ts'
import type { RouteContext } from './route-context.ts'
import type { StreamAnswer } from './stream-answer.ts'

/** Who may ask for a route: anybody without a key, a key with that scope, or whoever runs the server. */
export type RouteScope = 'public' | KeyScope | 'admin'

/** A request that a route takes, and what it then answers. */
export interface RouteExample<Response = unknown> {
  readonly body?: unknown
  readonly response: Response
}

/** The facts of a route: what the OpenAPI document says of it. */
export interface RouteFacts {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`; a parameter is a whole segment in braces, and always an id. */
  readonly path: `/${string}`
  readonly scope: RouteScope
  /** Whether it also answers whoever runs the server, without an account. @defaultValue false */
  readonly isForAdminsToo?: boolean | undefined
  readonly summary: string
  /** The status of success. */
  readonly status: 200 | 201 | 202
  readonly params?: z.ZodType | undefined
  readonly query?: z.ZodType | undefined
  readonly body?: z.ZodType | undefined
  /** Whether it requires no field of its body, and so no body. @defaultValue false */
  readonly isBodyOptional?: boolean | undefined
  readonly response: z.ZodType
  /** What it may refuse with, beside what its schemas refuse and what every route may answer: see `errorsOf`. */
  readonly errors: readonly ErrorCode[]
  readonly example: RouteExample
  /** Whether it takes an `Idempotency-Key` and then answers a repeated request as it did before. @defaultValue false */
  readonly isRepeatable?: boolean | undefined
  /** The media types that the route may answer with instead of JSON; with a text as `response` it never answers JSON. */
  readonly binaryType?: string | readonly string[] | undefined
  /** The media type of success when it is never JSON alone. */
  readonly mediaType?: string | undefined
  /** The code for an id in the path that cannot exist. @defaultValue 'not_found' */
  readonly missingCode?: ErrorCode | undefined
  /** @defaultValue 1 MiB */
  readonly maxBodyBytes?: number | undefined
}

/** One row of the table of routes. */
export interface Route extends RouteFacts {
  /** Checks body, query and ids in this order, then does the work. Throws `KhabeerError`. */
  run(context: RouteContext): Promise<unknown>
}

/** What a route gives back: JSON or a picture, by themselves or with headers of their own, or a stream. */
type Answered<Response> = Response | BinaryAnswer | AnswerWithHeaders<Response | BinaryAnswer> | StreamAnswer

interface RouteDefinition<Response, Params, Query, Body> extends RouteFacts {
  readonly params?: z.ZodType<Params> | undefined
  readonly query?: z.ZodType<Query> | undefined
  readonly body?: z.ZodType<Body> | undefined
  readonly response: z.ZodType<Response>
  run(context: RouteContext<Params, Query, Body>): Promise<Answered<NoInfer<Response>>>
}

/** Defines one route by its schemas and by what it does with input that passed them. */
export const defineRoute = <Response, Params = undefined, Query = undefined, Body = undefined>(
  definition: RouteDefinition<Response, Params, Query, Body>,
): Route => ({
  ...definition,
  run: async (context) => {
    const body = parse(definition.body, context.body)
    const query = parse(definition.query, context.query)
    const params = definition.params?.safeParse(context.params)
    if (params?.success === false) {
      throw new KhabeerError(definition.missingCode ?? 'not_found', 'The id in the path does not exist.')
    }
    // Without a schema the type parameter keeps its default: undefined.
    return definition.run(new CheckedContext(context, { params: params?.data as Params, query, body }))
  },
})

// Without a schema the type parameter keeps its default: undefined.
const parse = <Value>(schema: z.ZodType<Value> | undefined, value: unknown): Value =>
  schema === undefined ? (undefined as Value) : parseInput(schema, value)
