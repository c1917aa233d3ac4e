import { rename, writeFile } from 'node:fs/promises'
import { narrate } from './cli/narrate.ts'
import { HELP, parseCliOptions } from './cli/options.ts'
import { startControlApi } from './control/control-api.ts'
import { startSandbox } from './start-sandbox.ts'

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})

async function main(): Promise<void> {
  const options = parseCliOptions(process.argv.slice(2))
  if (options.help) {
    console.log(HELP)
    return
  }
  const sandbox = await startSandbox(options.sandbox)
  const control = await startControlApi(sandbox, { port: options.controlPort }).catch(async (error: unknown) => {
    await sandbox.close()
    throw error
  })
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    console.log('stopping')
    Promise.all([control.close(), sandbox.close()]).catch((error: unknown) => console.error(error))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)

  narrate(sandbox, (line) => console.log(line))
  if (options.caFile !== undefined) await writeWhole(options.caFile, sandbox.caPem)
  if (options.infoFile !== undefined) await writeWhole(options.infoFile, `${JSON.stringify(control.info)}\n`)
  console.log(`clients: ${sandbox.url}`)
  console.log(`control: ${control.url}`)
}

/** Writes a file so that whoever waits for it never reads half of it. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text)
  await rename(`${path}.part`, path)
}
