/** The places for values of a list in one statement: it is compiled once, and more values take more statements. */
export const places = Array.from({ length: 100 }, (_, index) => `value${index}` as const)

/** Values in their places. One that is left out is bound as null, which is among no values. */
export type Places<Value> = Readonly<Partial<Record<(typeof places)[number], Value>>>

/** Spreads values over statements, in their order and each once. */
export const inPlaces = <Value>(values: readonly Value[]): readonly Places<Value>[] => {
  const once = [...new Set(values)]
  return Array.from({ length: Math.ceil(once.length / places.length) }, (_, statement) => {
    const some = once.slice(statement * places.length, (statement + 1) * places.length)
    return Object.fromEntries(some.map((value, index) => [places[index], value]))
  })
}
