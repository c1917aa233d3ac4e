import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { errorCodes } from '../../packages/core/src/errors/codes.ts'
import { describeApi } from '../../packages/core/src/http/describe-api.ts'
import { errorsOf } from '../../packages/core/src/http/route-errors.ts'
import { createRoutes } from '../../packages/core/src/http/routes.ts'
import { derivedFiles } from '../../scripts/openapi/derived-files.mjs'
import { createAnswerCheck } from '../support/openapi/answer-check.ts'
import { lookUp, toPointer } from '../support/openapi/json-pointer.ts'
import { root } from '../support/running-process.ts'

const document = describeApi()
const routes = createRoutes()
const lines = routes.map((route) => ({ line: `${route.method} ${route.path}`, route }))

describe('the OpenAPI document', () => {
  it('is one of OpenAPI 3.1', async () => {
    const validator = new Validator()

    const { valid, errors } = await validator.validate(JSON.parse(JSON.stringify(document)))

    expect(errors ?? []).toEqual([])
    expect(valid).toBe(true)
    expect(validator.version).toBe('3.1')
  })

  it('is refused when it is none', async () => {
    const { openapi, info } = document

    expect(await new Validator().validate({ openapi, info: { ...info, title: 1 }, paths: {} })).toMatchObject({
      valid: false,
    })
  })

  it('is answered under the prefix of a host', () => {
    expect(describeApi('/wa').servers).toEqual([{ url: '/wa/api/v1' }])
  })

  it('tells of every route, and of no other', () => {
    const told = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    )

    expect(told.toSorted()).toEqual(lines.map(({ line }) => line).toSorted())
  })

  it('knows every code that there is', () => {
    const known = lookUp(document, '/components/schemas/ErrorCode')?.value.enum

    expect(known).toEqual(Object.keys(errorCodes).toSorted())
  })

  it.each(lines)('$line tells of every error', ({ route }) => {
    for (const code of errorsOf(route)) {
      const steps = ['paths', route.path, route.method.toLowerCase(), 'responses', String(errorCodes[code].status)]
      const answer = lookUp(document, toPointer(...steps))
      expect(JSON.stringify(answer?.value.content), code).toContain(`"value":{"error":"${errorCodes[code].title}"`)
    }
  })

  it.each(lines)('$line has an example that its own description takes', ({ route }) => {
    const check = createAnswerCheck(document)
    const bytes = Buffer.from(JSON.stringify(route.example?.response))
    const path = `/api/v1${route.path.replaceAll(/\{\w+\}/g, '1')}`
    const isText = typeof route.example?.response === 'string'
    const type = route.mediaType ?? (isText ? 'text/plain' : 'application/json')
    const headers = { 'content-type': type, 'x-request-id': '1' }

    check({ line: `${route.method} ${path}`, prefix: '' }, { status: route.status, headers, bytes })
  })
})

describe('what is written from it', () => {
  it.each(['docs/openapi.json', 'packages/client/src/api-types.ts'])(
    '%s is what `npm run openapi` writes',
    async (path) => {
      const files: Readonly<Record<string, string>> = await derivedFiles()

      expect(readFileSync(join(root, path), 'utf8')).toBe(files[path])
    },
  )
})
