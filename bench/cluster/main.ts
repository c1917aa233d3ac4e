import { randomInt } from 'node:crypto'
import { clusterHelp, readClusterOptions } from './cluster-options.ts'
import { runCluster } from './run-cluster.ts'

/** Runs the command and gives its exit code. */
export const main = async (args: readonly string[], bringPostgres: () => Promise<string>): Promise<number> => {
  const say = (line: string) => console.log(line)
  const options = readClusterOptions(args, randomInt(2 ** 31))
  if (options === null) {
    say(clusterHelp)
    return 0
  }
  return (await runCluster(options, { postgresUrl: await bringPostgres(), say })) ? 0 : 1
}
