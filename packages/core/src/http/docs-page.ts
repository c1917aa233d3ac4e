/** A page that shows the description of the API to people; `@khabeer/docs-page` has one. */
export interface DocsPage {
  /** Writes the page, which finds the description and its script under these paths of the same origin. */
  write(paths: { readonly description: string; readonly script: string }): string
  /** What the page loads, and nothing else. */
  readonly script: Uint8Array
  /** The `Content-Security-Policy` under which it works. */
  readonly policy: string
}
