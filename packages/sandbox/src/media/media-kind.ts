/** What WhatsApp keeps apart when it encrypts and stores media. */
export type MediaKind = 'image' | 'video' | 'audio' | 'document'
