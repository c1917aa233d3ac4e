import './setup/require-node.mjs'
import { spawn } from 'node:child_process'
import { setUp } from './setup/set-up.mjs'

const heading = (title) => console.log(`\n━━ ${title}`)

/** Runs a command; what one of the quiet ones says is shown only when it fails. */
const execute = ({ command, args, cwd, isQuiet = false }) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: isQuiet ? ['ignore', 'pipe', 'pipe'] : 'inherit' })
    const output = []
    child.stdout?.on('data', (chunk) => output.push(chunk))
    child.stderr?.on('data', (chunk) => output.push(chunk))
    child.on('error', (error) => {
      console.error(error.message)
      resolve(false)
    })
    child.on('close', (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(output))
      resolve(code === 0)
    })
  })

const run = async (step) => {
  heading(step.title)
  const startedAt = performance.now()
  const isGood = await execute(step)
  if (step.hasSummary) return isGood
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  if (isGood) console.log(`   done in ${seconds} s`)
  else console.error(`\n${step.title} failed after ${seconds} s.`)
  return isGood
}

const runAll = async (steps) => {
  for (const step of steps) {
    if (!(await run(step))) return false
  }
  return true
}

const test = async () => {
  heading('Set-up')
  if (!(await setUp({ buildToo: false }))) return false
  // Read only now: what the steps run is there only after the installation.
  const { packageChecks, sourceChecks, tests } = await import('./test/steps.mjs')
  if (!(await runAll(sourceChecks()))) return false
  heading('Build')
  if (!(await setUp({ withTypes: true }))) return false
  if (!(await runAll(packageChecks()))) return false
  return run(tests(process.argv.slice(2)))
}

process.exitCode = (await test()) ? 0 : 1
