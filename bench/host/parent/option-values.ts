/** Reads a number that was given to a command; throws on anything else. */
export const wholeNumber = (name: string, value: string | undefined, otherwise: number): number => {
  if (value === undefined) return otherwise
  if (/^\d{1,10}$/.test(value)) return Number(value)
  throw new Error(`${name} takes a whole number, not "${value}".`)
}

/** Reads a list of words that a command knows; throws on another. */
export const knownWords = <Word extends string>(
  name: string,
  value: string | undefined,
  words: readonly Word[],
): readonly Word[] => {
  if (value === undefined) return []
  return value.split(',').map((given) => {
    const word = words.find((known) => known === given)
    if (word === undefined) throw new Error(`${name} takes some of ${words.join(', ')}, not "${given}".`)
    return word
  })
}
