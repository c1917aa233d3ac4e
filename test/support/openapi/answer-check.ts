import type { ValidateFunction } from 'ajv/dist/2020.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { isJsonObject } from '../../../packages/core/src/http/openapi/json-object.ts'
import type { OpenApiDocument } from '../../../packages/core/src/http/openapi/openapi-document.ts'
import { answerPointer } from './answer-pointer.ts'
import { closeSchemas } from './close-schemas.ts'
import type { Found } from './json-pointer.ts'
import { lookUp, toPointer } from './json-pointer.ts'
import type { ServedAnswer } from './served-answer.ts'

/** A request, as `GET /wa/api/v1/usage`, and where the API is mounted. */
export interface AskedLine {
  readonly line: string
  readonly prefix: string
}

/** Judges one answer; throws when the document does not say that the API may answer so. */
export type AnswerCheck = (asked: AskedLine, answer: ServedAnswer) => void

const documentId = 'khabeer'

/**
 * Builds the judge of answers: status, code, headers and media type have to stand in the document, and the fields are
 * those that it names, all and no others. What is none of the API's is left alone.
 */
export const createAnswerCheck = (document: OpenApiDocument): AnswerCheck => {
  const bodies = createBodyCheck(document)

  return ({ line, prefix }, { status, headers, bytes }) => {
    const refuse = (what: string): Error => new Error(`${line} answered ${status}: ${what}.`)
    const pointer = answerPointer(document, { line, prefix, status })
    if (pointer === null) return
    const described = lookUp(document, pointer)
    if (described === null) throw refuse('the document does not give this status')
    for (const name of requiredHeaders(document, described)) {
      if (headers[name.toLowerCase()] === undefined) throw refuse(`${name} is missing`)
    }
    const type = String(headers['content-type']).split(';')[0] ?? ''
    if (lookUp(document, `${described.pointer}${toPointer('content', type)}`) === null) {
      throw refuse(`the document does not give the media type ${type}`)
    }
    const isRead = type === 'application/json' && !line.startsWith('HEAD ')
    const wrong = isRead ? bodies(described.pointer, bytes) : null
    if (wrong !== null) throw refuse(wrong)
  }
}

/** Builds what tells what is wrong with a body; null when nothing is. */
const createBodyCheck = (document: OpenApiDocument) => {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
  const ajv = new Ajv2020({
    allErrors: true,
    allowUnionTypes: true,
    validateSchema: false,
    strictTypes: false,
    formats: { 'date-time': time },
  })
  // To the validator the document is one large schema, whose own fields are unknown words.
  ajv.addVocabulary(Object.keys(document))
  ajv.addSchema(closeSchemas(document), documentId)
  const compiled = new Map<string, ValidateFunction>()

  return (pointer: string, bytes: Uint8Array): string | null => {
    const ref = `${documentId}#${pointer}${toPointer('content', 'application/json', 'schema')}`
    const validate = compiled.get(ref) ?? ajv.compile({ $ref: ref })
    compiled.set(ref, validate)
    const isGood = validate(JSON.parse(Buffer.from(bytes).toString('utf8')))
    return isGood ? null : ajv.errorsText(validate.errors, { dataVar: 'body' })
  }
}

const requiredHeaders = (document: OpenApiDocument, { pointer, value }: Found): readonly string[] =>
  Object.keys(isJsonObject(value.headers) ? value.headers : {}).filter(
    (name) => lookUp(document, `${pointer}${toPointer('headers', name)}`)?.value.required === true,
  )
