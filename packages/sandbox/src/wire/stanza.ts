/** An element of WhatsApp's binary XML: a tag, string attributes, and either child elements or bytes. */
export interface Stanza {
  readonly tag: string
  readonly attrs: Readonly<Record<string, string>>
  readonly content?: readonly Stanza[] | Uint8Array | undefined
}

/** Finds the first child with the given tag. */
export function child(stanza: Stanza, tag: string): Stanza | undefined {
  return childrenOf(stanza).find((candidate) => candidate.tag === tag)
}

/** Lists the child elements, optionally only those with the given tag; a leaf has none. */
export function childrenOf(stanza: Stanza, tag?: string): readonly Stanza[] {
  const { content } = stanza
  if (content === undefined || content instanceof Uint8Array) return []
  return tag === undefined ? content : content.filter((candidate) => candidate.tag === tag)
}

/** Reads the content of a leaf as bytes; empty when there is none. */
export function bytesOf(stanza: Stanza): Buffer {
  const { content } = stanza
  if (!(content instanceof Uint8Array)) return Buffer.alloc(0)
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength)
}

/** Reads the content of a leaf as UTF-8 text; empty when there is none. */
export function textOf(stanza: Stanza): string {
  return bytesOf(stanza).toString('utf8')
}
