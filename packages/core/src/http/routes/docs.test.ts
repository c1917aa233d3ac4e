import { expect, test } from 'vitest'
import { ask, coreWith, errorCode, request } from '../stand-in.ts'

const docs = {
  write: ({ description, script }: { readonly description: string; readonly script: string }) =>
    `<page from="${description}" by="${script}">`,
  script: Buffer.from('show()'),
  policy: "default-src 'self'",
}

const asking = (line: string, page = docs) =>
  ask(coreWith(), request(line, { headers: {}, prefix: '/wa' }), { docs: page })

const textOf = (answer: Awaited<ReturnType<typeof asking>>): string =>
  answer?.body.kind === 'bytes' ? Buffer.from(answer.body.bytes).toString() : ''

test('the path is the host’s where there is no page', async () => {
  expect(await ask(coreWith(), request('GET /api/v1/docs'))).toBeNull()
})

test('anybody gets the page, which knows where the API is mounted and what it may load', async () => {
  const answer = await asking('GET /api/v1/docs')

  expect(answer).toMatchObject({
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'self'",
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
  expect(textOf(answer)).toMatch(/^<page from="\/wa\/api\/v1\/openapi.json" by="\/wa\/api\/v1\/docs\/page.js\?v=\w+">$/)
})

test('the script may be kept, and another one has another address', async () => {
  expect(await asking('GET /api/v1/docs/page.js')).toMatchObject({
    status: 200,
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': expect.stringContaining('immutable'),
    },
  })
  const other = { ...docs, script: Buffer.from('show(2)') }
  expect(textOf(await asking('GET /api/v1/docs', other))).not.toBe(textOf(await asking('GET /api/v1/docs')))
})

test('what is below it and is not there is refused as everywhere', async () => {
  expect(await asking('GET /api/v1/docs/other.js')).toMatchObject({ status: 404, ...errorCode('not_found') })
  expect(await asking('POST /api/v1/docs')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
})
