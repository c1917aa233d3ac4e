import { KhabeerError } from './khabeer-error.ts'

/** Builds the error of one field that is wrong: its name, and what to write instead. */
export const fieldError = (field: string, problem: string): KhabeerError =>
  new KhabeerError('invalid_request', `${field}: ${problem.endsWith('.') ? problem : `${problem}.`}`, {
    details: { problems: [{ field, problem }] },
  })
