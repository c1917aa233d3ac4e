/** Reads a query string by name; a name that stands there several times has the list of what it was given. */
export const readQuery = (query: string): Readonly<Record<string, string | readonly string[]>> => {
  const parameters = new URLSearchParams(query)
  const read = [...new Set(parameters.keys())].map((name) => {
    const [first = '', ...others] = parameters.getAll(name)
    return [name, others.length === 0 ? first : [first, ...others]] as const
  })
  return Object.fromEntries(read)
}
