import type { Page } from 'playwright-core'

/** What a page did that a reader does not see. */
export interface PageWatch {
  /** Every address that was asked, without its query. */
  readonly asked: readonly string[]
  /** What the page complained of: what its policy forbade, and what its scripts threw. */
  readonly complaints: readonly string[]
}

/** Notes what a page asks for, and what it complains of. */
export const watchPage = (page: Page): PageWatch => {
  const asked: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => asked.push(request.url().split('?')[0] ?? ''))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  return { asked, complaints }
}
