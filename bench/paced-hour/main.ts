import { pacedHourHelp, readPacedHourOptions } from './paced-hour-options.ts'
import { runPacedHour } from './run-paced-hour.ts'

/** Runs the command and gives its exit code. */
export const main = async (args: readonly string[], bringPostgres: () => Promise<string>): Promise<number> => {
  const say = (line: string) => console.log(line)
  const options = readPacedHourOptions(args)
  if (options === null) {
    say(pacedHourHelp)
    return 0
  }
  return (await runPacedHour(options, { postgresUrl: await bringPostgres(), say })) ? 0 : 1
}
