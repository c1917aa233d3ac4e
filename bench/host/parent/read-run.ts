import { parseArgs } from 'node:util'
import { knownWords, wholeNumber } from './option-values.ts'

/** What a run of a host may be told. */
export interface RunRules<Name extends string, Control extends string, Flag extends string> {
  /** Its whole numbers, with what they are unless they are given. */
  readonly numbers: Readonly<Record<Name, number>>
  readonly controls: readonly Control[]
  readonly flags: readonly Flag[]
}

/** What a run of a host was told. */
export interface GivenRun<Name extends string, Control extends string, Flag extends string> {
  number(name: Name): number
  isSet(flag: Flag): boolean
  readonly isPostgres: boolean
  readonly controls: readonly Control[]
}

/** Reads the arguments of a run; null when only help is wanted. Throws on what it does not know. */
export const readRun = <Name extends string, Control extends string, Flag extends string = never>(
  args: readonly string[],
  rules: RunRules<Name, Control, Flag>,
): GivenRun<Name, Control, Flag> | null => {
  const texts = [...Object.keys(rules.numbers), 'storage', 'control'].map((name) => [name, { type: 'string' }] as const)
  const flags = [...rules.flags, 'help'].map((name) => [name, { type: 'boolean' }] as const)
  const options = Object.fromEntries([...texts, ...flags])
  const values = new Map<string, unknown>(Object.entries(parseArgs({ args: [...args], options }).values))
  const textOf = (name: string): string | undefined => {
    const value = values.get(name)
    return typeof value === 'string' ? value : undefined
  }

  if (values.get('help') === true) return null
  const [storage = 'sqlite'] = knownWords('--storage', textOf('storage'), ['sqlite', 'postgres'])
  return {
    number: (name) => wholeNumber(`--${name}`, textOf(name), rules.numbers[name]),
    isSet: (flag) => values.get(flag) === true,
    isPostgres: storage === 'postgres',
    controls: knownWords('--control', textOf('control'), rules.controls),
  }
}
