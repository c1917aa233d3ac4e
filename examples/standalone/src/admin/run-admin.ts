import type { Storage } from '@khabeer/core'
import { UsageError } from './command.ts'
import { parseCommand } from './parse-command.ts'
import { usage } from './usage.ts'
import { withAccounts } from './with-accounts.ts'

/** Where the admin tool writes. */
export interface AdminOutput {
  readonly write: (text: string) => void
  readonly complain: (text: string) => void
}

/** Runs one command line and returns the exit code: 0 done, 1 refused, 2 not understood. */
export const runAdmin = async (
  args: readonly string[],
  openStorage: () => Storage,
  output: AdminOutput,
): Promise<number> => {
  if (args.length === 0 || args.includes('--help') || args.includes('-h')) {
    output.write(usage())
    return args.length === 0 ? 2 : 0
  }
  try {
    const { command, input } = parseCommand(args)
    output.write(await withAccounts(openStorage(), (core) => command.run(core, input)))
    return 0
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    if (!(error instanceof UsageError)) {
      output.complain(words)
      return 1
    }
    output.complain(`${words}\nAll commands: npm run admin -- --help`)
    return 2
  }
}
