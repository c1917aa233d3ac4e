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
 * without looking at its status, and says of every failed upload the same; Node tells of each request and its answer.
 */
export const listenToUpload = (token: string): UploadAnswers => {
  const requests: unknown[] = []
  const answers: UploadAnswer[] = []
  const onStart = (message: unknown) => {
    const request = fieldOf(message, 'request')
    if (!String(fieldOf(request, 'path')).includes(token)) return
    requests.push(request)
    answers.push(null)
  }
  const onAnswer = (message: unknown) => {
    const place = requests.indexOf(fieldOf(message, 'request'))
    const status = fieldOf(fieldOf(message, 'response'), 'statusCode')
    if (place >= 0 && typeof status === 'number') answers[place] = status
  }
  subscribe(started, onStart)
  subscribe(answered, onAnswer)
  return {
    heard: () => answers,
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
