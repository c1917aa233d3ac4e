import { describe, expect, it } from 'vitest'
import { UsageError } from './command.ts'
import { commands } from './commands.ts'
import { parseCommand } from './parse-command.ts'

describe('parseCommand', () => {
  it.each(commands.map((command) => [command.words, command]))('understands its own example: %s', (_words, command) => {
    expect(parseCommand(command.example.split(' ')).command).toBe(command)
  })

  it('keeps the words and the options apart', () => {
    const { command, input } = parseCommand(['account', 'create', '--daily', '5', 'corner shop'])

    expect(command.words).toBe('account create')
    expect(input).toEqual({ positionals: ['corner shop'], options: { daily: '5' } })
  })

  it.each([
    ['an unknown command', ['account', 'remove', 'shop']],
    ['an unknown option', ['account', 'create', 'shop', '--weekly', '5']],
    ['an option without a value', ['account', 'create', 'shop', '--daily']],
    ['a missing word', ['account', 'disable']],
    ['a word too many', ['key', 'revoke', '1', '2']],
  ])('refuses %s', (_what, args) => {
    expect(() => parseCommand(args)).toThrow(UsageError)
  })
})
