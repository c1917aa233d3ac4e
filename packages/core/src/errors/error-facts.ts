/** Says of any error what a log may hold: its name and its code, never its words, which may quote a number or a text. */
export const errorFacts = (cause: unknown): string => {
  if (!(cause instanceof Error)) return typeof cause
  return 'code' in cause ? `${cause.name} ${String(cause.code)}` : cause.name
}
