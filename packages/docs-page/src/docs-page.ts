import { readFileSync } from 'node:fs'
import type { DocsPage } from '@khabeer/core/http'

/**
 * Builds the page that shows the API to people and tries it out: OpenAPI Explorer, served by the API itself, so that it
 * works without the internet. A key that is typed into it stays in the browser.
 *
 * @example
 * ```ts
 * import type { Khabeer } from '@khabeer/core'
 * import { docsPage } from '@khabeer/docs-page'
 * import { khabeerRouter } from '@khabeer/express'
 *
 * export const toRouter = (core: Khabeer) => khabeerRouter({ core, docs: docsPage() })
 * ```
 */
export const docsPage = (): DocsPage => ({
  write: ({ description, script }) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Khabeer API</title>
<script defer src="${toAttribute(script)}"></script>
</head>
<body>
<openapi-explorer spec-url="${toAttribute(description)}"></openapi-explorer>
</body>
</html>
`,
  script: readFileSync(new URL('./openapi-explorer.min.js', import.meta.url)),
  // Its elements bring styles of their own; everything else comes from where the page does, or is no request at all.
  policy:
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
})

/** A prefix is what a host mounted, and may hold what HTML would take for its own. */
const toAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
