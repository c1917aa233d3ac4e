import { expect, test } from 'vitest'
import { z } from 'zod'
import { createRoutes } from './routes.ts'

test('every schema of the table can be written as JSON Schema', () => {
  for (const route of createRoutes()) {
    for (const schema of [route.params, route.query, route.body]) {
      if (schema !== undefined) expect(z.toJSONSchema(schema, { io: 'input' })).toHaveProperty('type', 'object')
    }
    expect(z.toJSONSchema(route.response)).toBeTypeOf('object')
  }
})

test('the schema of a send describes the fields that the core judges', () => {
  const body = createRoutes().find((route) => route.path === '/messages/send')?.body ?? z.never()

  expect(z.toJSONSchema(body, { io: 'input' })).toMatchObject({
    required: ['instance_id', 'to'],
    properties: { to: { type: 'string' }, type: { enum: ['text', 'image', 'document', null] } },
  })
})

test('every row says what it refuses with, and shows an example', () => {
  const incomplete = createRoutes().filter((route) => !('errors' in route && 'example' in route))

  expect(incomplete.map(({ method, path }) => `${method} ${path} lacks errors or example`)).toEqual([])
})

test('a route takes no body where it requires none of its fields', () => {
  const rows = createRoutes().flatMap(({ method, path, body, isBodyOptional = false }) => {
    if (body === undefined) return []
    const { required = [], minProperties = 0 } = z.toJSONSchema(body, { io: 'input' })
    return [{ line: `${method} ${path}`, isBodyOptional, needsNone: required.length === 0 && minProperties === 0 }]
  })

  for (const { line, isBodyOptional, needsNone } of rows) expect([line, isBodyOptional]).toEqual([line, needsNone])
})
