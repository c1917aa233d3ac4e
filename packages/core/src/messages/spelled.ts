/** Gives the way a field was written, from code or over HTTP; the first where it is missing. */
export const spelled = (
  fields: Readonly<Record<string, unknown>>,
  names: readonly [string, string],
): { readonly name: string; readonly value: unknown } => {
  const name = names.find((each) => fields[each] !== undefined) ?? names[0]
  return { name, value: fields[name] }
}
