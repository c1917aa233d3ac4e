import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { KhabeerClient } from '@khabeer/client'
import { describeApi } from '@khabeer/core/http'
import { docsPage } from '@khabeer/docs-page'
import { khabeerRouter } from '@khabeer/express'
import type { Browser, JSHandle } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Gateway } from '../../express/test/support/gateway.ts'
import { startGateway } from '../../express/test/support/gateway.ts'
import type { Host } from '../../express/test/support/host.ts'
import { startHost } from '../../express/test/support/host.ts'
import { openBrowser } from './support/open-browser.ts'
import { watchPage } from './support/watch-page.ts'

let gateway: Gateway
let host: Host
let browser: Browser
let key: string
beforeAll(async () => {
  gateway = await startGateway()
  key = (await gateway.core.apiKeys.create()).key
  const router = khabeerRouter({ core: gateway.core, docs: docsPage() })
  host = await startHost({ major: 'Express 5', prefix: '/wa', parser: 'none', router })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await host.close()
  await gateway.close()
})

describe('the page at /api/v1/docs', () => {
  it('shows every route to people, under the policy that it is sent with, and asks nobody but its own server', async () => {
    const page = await browser.newPage()
    const { asked, complaints } = watchPage(page)

    const answer = await page.goto(`${host.origin}/wa/api/v1/docs`)
    await page.getByText('Queues a single message for delivery.').first().waitFor()

    expect(answer?.headers()['content-security-policy']).toContain("script-src 'self'")
    const shown = await page
      .locator('openapi-explorer')
      .first()
      .evaluate((element) => element.shadowRoot?.textContent)
    const summaries = Object.entries(describeApi().paths).flatMap(([path, operations]) =>
      path.startsWith('/admin') ? [] : Object.values(operations).map(({ summary }) => String(summary)),
    )
    expect(summaries.filter((summary) => shown?.includes(summary) !== true)).toEqual([])
    expect(asked).toEqual(
      ['/wa/api/v1/docs', '/wa/api/v1/docs/page.js', '/wa/api/v1/openapi.json'].map((path) => `${host.origin}${path}`),
    )
    expect(complaints).toEqual([])
    await page.close()
  })

  it('tries a route out with the key that is typed in', async () => {
    const page = await browser.newPage()
    await page.goto(`${host.origin}/wa/api/v1/docs`)

    await page.getByText('Authentication').first().click()
    await page.locator('input[name=api-key]').first().fill(key)
    await page.locator('form button[type=submit]').first().click()
    await page.getByText('Shows the messages used this month').first().click()
    const answered = page.waitForResponse(`${host.origin}/wa/api/v1/usage`)
    await page.getByText('EXECUTE').first().click()

    expect((await answered).status()).toBe(200)
    await page.close()
  })
})

test('a path that is no plain text stays one in the page', () => {
  const page = docsPage().write({ description: '/"><script>alert(1)</script>', script: '/&' })

  expect(page).toContain('spec-url="/&quot;>&lt;script>alert(1)&lt;/script>"')
  expect(page).toContain('src="/&amp;"')
})

describe('the typed client in a browser', () => {
  it('links a number and sends, from a page of the same host', async () => {
    const page = await browser.newPage()
    const body = readFileSync(fileURLToPath(import.meta.resolve('@khabeer/client')), 'utf8')
    await page.route('**/client.js', (route) => route.fulfill({ contentType: 'text/javascript', body }))
    await page.goto(`${host.origin}/wa/api/v1/health/live`)
    const client: JSHandle<KhabeerClient> = await page.evaluateHandle(
      `import('/client.js').then((client) =>
        client.createKhabeerClient({ baseUrl: location.origin + '/wa', apiKey: ${JSON.stringify(key)} }))`,
    )

    const { id } = await client.evaluate(({ instances }) => instances.create({ name: 'Shop' }))
    const code = await client.evaluate(({ instances }, instance) => instances.qr(instance), id)
    await gateway.scan('qr_text' in code ? (code.qr_text ?? '') : '')
    const sent = await client.evaluate(
      ({ messages }, instance) => messages.send({ instance_id: instance, to: '201001234567', text: 'Your order 👋' }),
      id,
    )
    const { content } = await gateway.sandbox.contact('201001234567').waitForMessage(() => true, { timeoutMs: 30_000 })
    const refusal = await client.evaluate(
      ({ messages }, instance) =>
        messages
          .send({ instance_id: instance, to: 'Sara', text: 'Hello' })
          .catch(({ code, status }) => ({ code, status })),
      id,
    )

    expect(sent.status).toBe('queued')
    expect(content).toEqual({ kind: 'text', text: 'Your order 👋' })
    expect(refusal).toEqual({ code: 'invalid_recipient', status: 400 })
    await page.close()
  })
})
