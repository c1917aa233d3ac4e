import { parseArgs } from 'node:util'
import type { Command, CommandInput } from './command.ts'
import { UsageError } from './command.ts'
import { commands } from './commands.ts'

/** A command with what the command line gave to it. */
export interface ParsedCommand {
  readonly command: Command
  readonly input: CommandInput
}

const parseOptions = (command: Command, args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: command.options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Reads a command line. Throws {@link UsageError}. */
export const parseCommand = (args: readonly string[]): ParsedCommand => {
  const words = args.slice(0, 2).join(' ')
  const command = commands.find((candidate) => candidate.words === words)
  if (command === undefined) throw new UsageError(`There is no command '${words}'.`)

  const { values, positionals } = parseOptions(command, args.slice(2))
  if (positionals.length !== command.positionals) {
    throw new UsageError(`Write: ${command.words} ${command.argumentsText}`.trimEnd())
  }
  const options = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]),
  )
  return { command, input: { positionals, options } }
}
