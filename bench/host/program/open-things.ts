/** What a process holds open, by kind and number. */
export interface OpenThings {
  /** Timers, sockets and other handles that keep the process alive. */
  readonly resources: Readonly<Record<string, number>>
  /** Listeners of the process itself. */
  readonly listeners: Readonly<Record<string, number>>
  readonly threads: number
}

/** Looks at what this process holds open. */
export const lookAtOpenThings = (threads: number): OpenThings => ({
  resources: countEach(process.getActiveResourcesInfo()),
  listeners: Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)])),
  threads,
})

/** Says in words what is open now and was not before. */
export const toLeftOver = (before: OpenThings, after: OpenThings): readonly string[] => [
  ...added(before.resources, after.resources),
  ...added(before.listeners, after.listeners).map((words) => `${words} listener of the process`),
  ...(after.threads > before.threads ? [`${after.threads - before.threads} thread`] : []),
]

const added = (before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): readonly string[] =>
  Object.entries(after)
    .map(([kind, count]) => ({ kind, more: count - (before[kind] ?? 0) }))
    .filter(({ more }) => more > 0)
    .map(({ kind, more }) => `${more} ${kind}`)

const countEach = (words: readonly string[]): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return Object.fromEntries(counts)
}
