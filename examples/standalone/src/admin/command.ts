import type { ParseArgsConfig } from 'node:util'
import type { Khabeer } from '@khabeer/core'

/** What the command line gave to a command. */
export interface CommandInput {
  readonly positionals: readonly string[]
  readonly options: Readonly<Record<string, string | undefined>>
}

/** One command of the admin tool. */
export interface Command {
  /** The words that name it, e.g. `account create`. */
  readonly words: string
  /** What follows the words, for the usage text. */
  readonly argumentsText: string
  readonly meaning: string
  readonly example: string
  /** How many words must follow. */
  readonly positionals: number
  readonly options: NonNullable<ParseArgsConfig['options']>
  /** Does the work and returns what to print. */
  run(core: Khabeer, input: CommandInput): Promise<string>
}

/** A command line that cannot be understood: the words say what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Gives the word at a place of the command line. */
export const wordAt = (input: CommandInput, index: number): string => {
  const word = input.positionals[index]
  if (word === undefined) throw new UsageError('A word is missing.')
  return word
}
