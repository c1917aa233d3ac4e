/** The headers of every JSON answer. No answer is for a cache: each speaks of one account at one moment. */
export const jsonHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
} as const
