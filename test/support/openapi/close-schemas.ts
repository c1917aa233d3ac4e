/**
 * Gives a document in which no object may have more fields than it is said to have. The published one leaves that open,
 * so that a field that is added breaks no client; here it means that somebody forgot to document it.
 */
export const closeSchemas = <Value>(value: Value): Value =>
  // What comes out has the shape of what went in, with one keyword more.
  close(value, false) as Value

const close = (value: unknown, isPartOfAll: boolean): unknown => {
  if (Array.isArray(value)) return value.map((item) => close(item, isPartOfAll))
  if (typeof value !== 'object' || value === null) return value
  const closed = Object.entries(value).map(([key, inner]) => [key, close(inner, key === 'allOf')])
  const isWhole = ('properties' in value || 'allOf' in value) && !('additionalProperties' in value) && !isPartOfAll
  return { ...Object.fromEntries(closed), ...(isWhole && { unevaluatedProperties: false }) }
}
