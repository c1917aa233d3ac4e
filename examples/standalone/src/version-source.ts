import { z } from 'zod'

/** How long the answer may take. */
const answerMs = 8_000

const answer = z.object({ version: z.tuple([z.int(), z.int(), z.int()]) })

type Version = z.infer<typeof answer>['version']

/** Builds a source of the latest client version that reads a small JSON, such as `{ "version": [2, 3000, 1043857760] }`. */
export const toVersionSource = (url: string | undefined): (() => Promise<Version>) | undefined => {
  if (url === undefined) return undefined
  return async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(answerMs) })
    if (!response.ok) throw new Error(`The latest version could not be read: HTTP ${response.status}.`)
    return answer.parse(await response.json()).version
  }
}
