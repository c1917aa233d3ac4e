import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/** What became of one request to a media host: the status it was answered with, null while there is no answer. */
export type UploadAnswer = number | null

/** Listens to what media hosts answer to one upload. */
export interface UploadAnswers {
  heard(): readonly UploadAnswer[]
  stop(): void
}

/** These say nothing of the file: an access that ran out, a host that is late or asks to come back. */
const passing: ReadonlySet<UploadAnswer> = new Set([401, 403, 408, 425, 429])

/** Tells whether every media host that was asked refuses the file itself, so that asking again is in vain. */
export const refuseTheFile = (answers: readonly UploadAnswer[]): boolean =>
  answers.length > 0 &&
  answers.every((answer) => answer !== null && answer >= 400 && answer < 500 && !passing.has(answer))

/**
 * Listens to the requests of this thread whose path holds `token`, which no other upload has. The client reads an answer
 * without looking at its status, and says of every failed upload the same; Node tells of each request and its answer. Of a
 * request it tells when the last byte is written, and a host that has the whole file may have answered before that.
 */
export const listenToUpload = (token: string): UploadAnswers => {
  const answers = new Map<unknown, UploadAnswer>()
  const note = (message: unknown, answer: UploadAnswer) => {
    const request = fieldOf(message, 'request')
    if (String(fieldOf(request, 'path')).includes(token)) answers.set(request, answers.get(request) ?? answer)
  }
  const onStart = (message: unknown) => note(message, null)
  const onAnswer = (message: unknown) => {
    const status = fieldOf(fieldOf(message, 'response'), 'statusCode')
    if (typeof status === 'number') note(message, status)
  }
  subscribe(started, onStart)
  subscribe(answered, onAnswer)
  return {
    heard: () => [...answers.values()],
    stop: () => {
      unsubscribe(started, onStart)
      unsubscribe(answered, onAnswer)
    },
  }
}

const started = 'http.client.request.start'
const answered = 'http.client.response.finish'

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
