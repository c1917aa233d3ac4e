/** Writes a list as one reads it: `1, 2 and 3`. */
export const listOf = (items) =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`

/** Names numbers of WhatsApp by their ids. */
export const numbersOf = (ids) => `${ids.length === 1 ? 'number' : 'numbers'} ${listOf(ids)}`

/** Writes how long something took. */
export const secondsOf = (ms) => `${(ms / 1000).toFixed(1)} s`
