import { KhabeerError } from '../errors/khabeer-error.ts'
import type { MessageProblem } from './read-message.ts'

/** Writes a problem as a sentence. */
export const toSentence = ({ field, problem }: MessageProblem): string => {
  const words = field === '' ? problem : `${field}: ${problem}`
  return words.endsWith('.') ? words : `${words}.`
}

/** Builds the error of everything that is wrong with what a caller wrote. */
export const problemsError = (problems: readonly MessageProblem[]): KhabeerError =>
  new KhabeerError(
    problems.every(({ field }) => field === 'to') ? 'invalid_recipient' : 'invalid_request',
    problems.map(toSentence).join(' '),
    { details: { problems } },
  )
