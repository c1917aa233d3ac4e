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
  try {
    if (options.caFile !== undefined) await writeWhole('--ca-file', options.caFile, sandbox.caPem)
    if (options.infoFile !== undefined) {
      await writeWhole('--info-file', options.infoFile, `${JSON.stringify(control.info)}\n`)
    }
  } catch (error) {
    stop()
    throw error
  }
  console.log(`clients: ${sandbox.url}`)
  console.log(`control: ${control.url}`)
}

/** Writes a file so that whoever waits for it never reads half of it. */
async function writeWhole(option: string, path: string, text: string): Promise<void> {
  try {
    await writeFile(`${path}.part`, text)
    await rename(`${path}.part`, path)
  } catch (cause) {
    throw new Error(`${option}: ${path} cannot be written. Name a file in a directory that exists.`, { cause })
  }
}
