const MEDIA_KINDS = ['image', 'video', 'audio', 'document'] as const

/** What WhatsApp keeps apart when it encrypts and stores media. */
export type MediaKind = (typeof MEDIA_KINDS)[number]

/** Finds the kind with the given name. */
export function mediaKindNamed(name: string): MediaKind | undefined {
  return MEDIA_KINDS.find((kind) => kind === name)
}
