import { AnswerWithHeaders } from './answer-headers.ts'
import { BinaryAnswer } from './binary-answer.ts'
import type { ApiResponse } from './exchange.ts'
import { jsonHeaders } from './json-headers.ts'

/** Builds the answer to a request from what its route gave back, with the route's status of success. */
export const toRouteResponse = (status: number, result: unknown): ApiResponse => {
  if (result instanceof AnswerWithHeaders) {
    const response = toRouteResponse(status, result.value)
    return { ...response, headers: { ...response.headers, ...result.headers } }
  }
  if (result instanceof BinaryAnswer) {
    const { contentType, bytes } = result
    return { status, headers: { ...jsonHeaders, 'content-type': contentType }, body: { kind: 'bytes', bytes } }
  }
  return { status, headers: jsonHeaders, body: { kind: 'json', value: result } }
}
