import { createHash } from 'node:crypto'
import { z } from 'zod'
import { withHeaders } from '../answer-headers.ts'
import { BinaryAnswer } from '../binary-answer.ts'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import type { DocsPage } from '../docs-page.ts'
import { apiBasePath } from '../match-route.ts'

/**
 * Builds the routes of the page for people. They are no part of the table, which describes what programs ask for: where a
 * host has no page, their paths are its own.
 */
export const docsRoutes = ({ write, script, policy }: DocsPage): readonly Route[] => {
  // The script may be kept for long, because another one has another address.
  const version = createHash('sha256').update(script).digest('hex').slice(0, 16)
  return [
    defineRoute({
      method: 'GET',
      path: '/docs',
      scope: 'public',
      summary: 'Shows this API to people.',
      status: 200,
      binaryType: 'text/html',
      response: z.string(),
      errors: [],
      example: { response: '<!doctype html>' },
      run: async ({ prefix }) => {
        const base = `${prefix}${apiBasePath}`
        const page = write({ description: `${base}/openapi.json`, script: `${base}/docs/page.js?v=${version}` })
        return withHeaders(new BinaryAnswer('text/html; charset=utf-8', Buffer.from(page)), {
          ...noSniffing,
          'content-security-policy': policy,
        })
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/docs/page.js',
      scope: 'public',
      summary: 'Is the script of that page.',
      status: 200,
      binaryType: 'text/javascript',
      response: z.string(),
      errors: [],
      example: { response: '' },
      run: async () =>
        withHeaders(new BinaryAnswer('text/javascript; charset=utf-8', script), {
          ...noSniffing,
          'cache-control': 'public, max-age=31536000, immutable',
        }),
    }),
  ]
}

const noSniffing = { 'x-content-type-options': 'nosniff' }
