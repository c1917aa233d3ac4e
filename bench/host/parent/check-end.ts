import type { HostEnd } from './end-host.ts'

/** Judges how a host ended: by itself, with 0, with nothing left open and nothing printed. */
export const checkEnd = ({ code, leftOver, lostThreads, printed }: HostEnd): readonly string[] => [
  ...(code === null ? ['The process did not end by itself.'] : []),
  ...(code !== null && code !== 0 ? [`The process ended with ${code}.`] : []),
  ...(leftOver.length === 0 ? [] : [`Left open after stop(): ${leftOver.join(', ')}.`]),
  ...(lostThreads === 0 ? [] : [`${lostThreads} threads ended that nobody had stopped.`]),
  ...(printed === '' ? [] : [`It printed: ${printed.slice(0, 500)}`]),
]
