const shownViolations = 20

/** Writes how often each thing happened that may not, the first of them, and the sum. */
export const writeVerdict = <Kind extends string>(
  kinds: Readonly<Record<Kind, string>>,
  violations: readonly { readonly kind: Kind; readonly detail: string }[],
): readonly string[] => {
  const counts = new Map<Kind, number>()
  for (const { kind } of violations) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const meanings = Object.entries(kinds) as [Kind, string][] // its keys are those of the object
  return [
    ...meanings.map(([kind, meaning]) => `${String(counts.get(kind) ?? 0).padStart(5)}  ${kind}: ${meaning}`),
    '',
    ...violations.slice(0, shownViolations).map(({ kind, detail }) => `  ${kind}: ${detail}`),
    ...(violations.length > shownViolations ? [`  and ${violations.length - shownViolations} more`] : []),
    violations.length === 0 ? 'No violation.' : `${violations.length} violations.`,
  ]
}
