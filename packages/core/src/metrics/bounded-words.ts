/** What a value that comes too late is counted as. */
const other = 'other'

/** Builds a filter of label values: the first `max` different ones stay what they are, so that series stay few. */
export const createBoundedWords = (max: number): ((word: string) => string) => {
  const known = new Set<string>()
  return (word) => {
    if (known.has(word)) return word
    if (known.size >= max) return other
    known.add(word)
    return word
  }
}
