/**
 * Reads a media type as `type/subtype` in lower case, without parameters.
 *
 * Returns `undefined` for what is none, and for those by which servers say that they do not know.
 */
export function parseMimetype(value: string | undefined): string | undefined {
  const essence = value?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!/^[a-z0-9!#$&^_.+-]{1,64}\/[a-z0-9!#$&^_.+-]{1,64}$/.test(essence)) return undefined
  return meaningless.has(essence) ? undefined : essence
}

/** What a file is called when nothing is known about it. */
export const unknownMimetype = 'application/octet-stream'

const meaningless = new Set([
  unknownMimetype,
  'binary/octet-stream',
  'application/binary',
  'application/download',
  'application/force-download',
  'application/x-download',
])
