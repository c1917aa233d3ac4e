/** The answer of a route together with headers of its own; a class, so that it can be told from any answer that is JSON. */
export class AnswerWithHeaders<Value> {
  readonly value: Value
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>

  constructor(value: Value, headers: Readonly<Record<string, string>>) {
    this.value = value
    this.headers = headers
  }
}

/** Puts headers, by lower-case name, beside what a route answers. */
export const withHeaders = <Value>(value: Value, headers: Readonly<Record<string, string>>): AnswerWithHeaders<Value> =>
  new AnswerWithHeaders(value, headers)
