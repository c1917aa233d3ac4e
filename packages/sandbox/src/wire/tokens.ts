// The dictionaries are data that both ends must share to the letter; everything that reads or writes them is ours.
import { DOUBLE_BYTE_TOKENS, SINGLE_BYTE_TOKENS } from '@whiskeysockets/baileys/lib/WABinary/constants.js'
import { tag } from './stanza-tags.ts'

const SINGLE_TOKEN_END = tag.dictionary0

/** Looks a single-byte token up; tags outside the dictionary give undefined. */
export function singleByteToken(index: number): string | undefined {
  if (index < 1 || index >= SINGLE_TOKEN_END) return undefined
  return SINGLE_BYTE_TOKENS[index] || undefined
}

/** Looks a token of one of the four double-byte dictionaries up. */
export function doubleByteToken(dictionary: number, index: number): string | undefined {
  const words: readonly string[] | undefined = DOUBLE_BYTE_TOKENS[dictionary]
  return words?.[index]
}

/** Finds the bytes that stand for a word; undefined when no dictionary holds it. */
export function tokenBytes(word: string): readonly number[] | undefined {
  return BYTES_BY_WORD.get(word)
}

const BYTES_BY_WORD: ReadonlyMap<string, readonly number[]> = new Map([
  ...DOUBLE_BYTE_TOKENS.flatMap((words, dictionary) =>
    words.map((word, index): [string, readonly number[]] => [word, [tag.dictionary0 + dictionary, index]]),
  ),
  // Later entries win: a word that is in both dictionaries takes the shorter form.
  ...SINGLE_BYTE_TOKENS.map((word, index): [string, readonly number[]] => [word, [index]]).filter(
    ([word], index) => word && singleByteToken(index) !== undefined,
  ),
])
