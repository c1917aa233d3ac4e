import './setup/require-node.mjs'
import { spawn } from 'node:child_process'
import { setUp } from './setup/set-up.mjs'

const heading = (title) => console.log(`\n━━ ${title}`)

const run = async ({ title, command, args, cwd, hasSummary = false }) => {
  heading(title)
  const startedAt = performance.now()
  const child = spawn(command, args, { cwd, stdio: 'inherit' })
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.on('close', resolve)
  })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  if (hasSummary) return code === 0
  if (code === 0) console.log(`   done in ${seconds} s`)
  else console.error(`\n${title} failed after ${seconds} s.`)
  return code === 0
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
