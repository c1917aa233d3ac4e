/** What a phone reads in a message. */
export type MessageContent = TextContent | MediaContent | OtherContent

export interface TextContent {
  readonly kind: 'text'
  readonly text: string
}

/** A file, downloaded from the media host and decrypted. */
export interface MediaContent {
  readonly kind: 'image' | 'video' | 'audio' | 'document'
  readonly caption: string | null
  readonly fileName: string | null
  readonly mimetype: string | null
  /** SHA-256 of the decrypted bytes, in hex; null when they could not be had. */
  readonly sha256: string | null
  /** How many decrypted bytes there are; null when they could not be had. */
  readonly length: number | null
}

/** A message that the sandbox has no closer look for; `name` is its field in WhatsApp's schema. */
export interface OtherContent {
  readonly kind: 'other'
  readonly name: string
}
