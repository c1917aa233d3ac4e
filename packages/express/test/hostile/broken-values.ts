import fc from 'fast-check'

const junk = fc.oneof(
  fc.constantFrom(null, true, -1, 0.5, 1e21, '', ' ', [], {}, [null], { to: 1 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.jsonValue({ maxDepth: 4 }),
)

/** Builds values from good ones with one place changed, taken away, or with all replaced. */
export const brokenOf = (good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 1, arbitrary: junk },
    {
      weight: 9,
      arbitrary: fc.tuple(good, junk, fc.boolean(), fc.nat()).map(([value, by, isTakenAway, which]) => {
        const paths = pathsIn(value)
        const path = paths[which % paths.length] ?? []
        return change(value, path, isTakenAway ? undefined : by)
      }),
    },
  )

const pathsIn = (value: unknown): readonly (readonly string[])[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, child]) => [[key], ...pathsIn(child).map((rest) => [key, ...rest])])

/** Gives the value with something else at a path; undefined takes a field away. */
const change = (value: unknown, path: readonly string[], by: unknown): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return by
  if (Array.isArray(value)) return value.with(Number(key), change(value[Number(key)], rest, by))
  return { ...Object(value), [key]: change(Object(value)[key], rest, by) }
}
