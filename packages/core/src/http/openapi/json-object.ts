/** A JSON object of which nothing more is known. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Takes a value for a JSON object when it is one. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
