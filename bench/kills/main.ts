import { randomInt } from 'node:crypto'
import { killsHelp, readKillsOptions } from './kills-options.ts'
import { runKills } from './run-kills.ts'

/** Runs the command and gives its exit code. */
export const main = async (args: readonly string[], bringPostgres: () => Promise<string>): Promise<number> => {
  const say = (line: string) => console.log(line)
  const options = readKillsOptions(args, randomInt(2 ** 31))
  if (options === null) {
    say(killsHelp)
    return 0
  }
  return (await runKills(options, { bringPostgres, say })) ? 0 : 1
}
