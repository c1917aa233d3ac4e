/** The answer of a route that is no JSON; a class, so that it can be told from any answer that is. */
export class BinaryAnswer {
  readonly contentType: string
  readonly bytes: Uint8Array

  constructor(contentType: string, bytes: Uint8Array) {
    this.contentType = contentType
    this.bytes = bytes
  }
}
