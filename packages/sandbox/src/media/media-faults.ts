import type { MediaKind } from './media-kind.ts'

/** What a fault may look at before it decides. */
export interface MediaRequest {
  readonly operation: 'upload' | 'download'
  /** Known for uploads only. */
  readonly kind?: MediaKind | undefined
  readonly path: string
}

/** What happens to a request instead of, or before, its proper answer. */
export type MediaFault =
  | { readonly action: 'answer'; readonly status: number }
  | { readonly action: 'delay'; readonly delayMs: number }
  | { readonly action: 'hang' }

/** Decides about each upload and download; undefined lets it pass. */
export type MediaInterceptor = (request: MediaRequest) => MediaFault | undefined
