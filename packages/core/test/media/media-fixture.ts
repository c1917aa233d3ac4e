import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect } from 'vitest'
import type { FetchMediaInput, MediaFetcher, MediaFetcherOptions } from '../../src/media/fetch-media.ts'
import { createMediaFetcher } from '../../src/media/fetch-media.ts'
import { MediaFetchError } from '../../src/media/media-fetch-error.ts'
import type { MediaServer } from './media-server.ts'

const cleanUps: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

/** Closes a server when the test ends. */
export async function using(starting: Promise<MediaServer>): Promise<MediaServer> {
  const server = await starting
  cleanUps.push(() => server.close())
  return server
}

/** Makes a fetcher on a directory of its own; names resolve to nothing unless the test says otherwise. */
export async function openFetcher(
  options: Partial<MediaFetcherOptions> = {},
): Promise<{ fetcher: MediaFetcher; directory: string; files: () => Promise<string[]> }> {
  const directory = await mkdtemp(join(tmpdir(), 'khabeer-media-test-'))
  const fetcher = createMediaFetcher({ directory, allow: [], resolve: async () => [], ...options })
  cleanUps.push(async () => {
    await fetcher.close()
    await rm(directory, { recursive: true, force: true })
  })
  return { fetcher, directory, files: () => readdir(directory) }
}

/** Serves with a server and opens a fetcher that may ask it. */
export async function against(
  starting: Promise<MediaServer>,
  options: Partial<MediaFetcherOptions> = {},
  path = '/file',
) {
  const server = await using(starting)
  const { fetcher, directory, files } = await openFetcher({ allow: [`127.0.0.1:${server.port}`], ...options })
  const fetch = (input: Partial<FetchMediaInput> = {}) =>
    fetcher.fetch(documentAt(`http://127.0.0.1:${server.port}${path}`, input))
  return { server, fetcher, directory, files, fetch }
}

/** Fetches a document, or what the test says, without a time limit of the test's own. */
export function documentAt(url: string, more: Partial<FetchMediaInput> = {}): FetchMediaInput {
  return { url, kind: 'document', signal: new AbortController().signal, ...more }
}

/** Waits for a fetch to fail and returns how. */
export async function failureOf(fetching: Promise<unknown>): Promise<MediaFetchError> {
  const error = await fetching.then(
    () => new Error('The fetch succeeded.'),
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(MediaFetchError)
  return error as MediaFetchError
}
