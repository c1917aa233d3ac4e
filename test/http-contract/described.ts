import type { OpenApiDocument } from '../../packages/core/src/http/openapi/openapi-document.ts'
import { createAnswerCheck } from '../support/openapi/answer-check.ts'
import type { ServedAnswer } from '../support/openapi/served-answer.ts'
import type { SeenAnswer } from '../support/openapi/unnoticed.ts'
import type { HostRow } from './host-rows.ts'

/** Judges the answers of one host by the document that describes them, and keeps them. */
export interface Described {
  /** Throws when the document does not say that the API may answer so. */
  observe(line: string, answer: ServedAnswer): void
  readonly seen: readonly SeenAnswer[]
}

/** Builds the judge. What a host answers before the API, in words of its own, is not described. */
export const createDescribed = (
  document: OpenApiDocument,
  { prefix, answersFirst }: Pick<HostRow, 'answersFirst' | 'prefix'>,
): Described => {
  const check = createAnswerCheck(document)
  const seen: SeenAnswer[] = []
  return {
    observe: (line, answer) => {
      if (answersFirst.length > 0 && answer.headers['x-request-id'] === undefined) return
      seen.push({ line, prefix, answer })
      check({ line, prefix }, answer)
    },
    seen,
  }
}
