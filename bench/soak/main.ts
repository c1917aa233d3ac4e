import { randomInt } from 'node:crypto'
import { runSoak } from './run-soak.ts'
import { readSoakOptions, soakHelp } from './soak-options.ts'

/** Runs the command and gives its exit code. */
export const main = async (args: readonly string[], bringPostgres: () => Promise<string>): Promise<number> => {
  const say = (line: string) => console.log(line)
  const options = readSoakOptions(args, randomInt(2 ** 31))
  if (options === null) {
    say(soakHelp)
    return 0
  }
  const postgresUrl = options.isPostgres ? await bringPostgres() : null
  return (await runSoak(options, { postgresUrl, say })) ? 0 : 1
}
