import { randomInt } from 'node:crypto'
import { chaosHelp, readChaosOptions } from './chaos-options.ts'
import { runChaos } from './run-chaos.ts'

/** Runs the command and gives its exit code. */
export const main = async (args: readonly string[], bringPostgres: () => Promise<string>): Promise<number> => {
  const say = (line: string) => console.log(line)
  const options = readChaosOptions(args, randomInt(2 ** 31))
  if (options === null) {
    say(chaosHelp)
    return 0
  }
  const postgresUrl = options.isPostgres ? await bringPostgres() : null
  return (await runChaos(options, { postgresUrl, say })) ? 0 : 1
}
