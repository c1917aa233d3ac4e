import { spawn, spawnSync } from 'node:child_process'
import { fromCurlLine } from './curl-line.mjs'

const deadlineMs = 30_000

const inShell = (line) =>
  new Promise((resolve, reject) => {
    // The servers are on this machine: no proxy of the reader's can reach them.
    const env = { ...process.env, NO_PROXY: '*', no_proxy: '*' }
    const child = spawn('sh', ['-c', line], { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: deadlineMs })
    let output = ''
    let complaint = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (complaint += chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(output)
      else reject(new Error(`The line above failed with ${code}: ${complaint.trim()}`))
    })
  })

const withFetch = async (line) => {
  const { url, ...request } = fromCurlLine(line)
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(deadlineMs) })
  return response.text()
}

const hasCurl = () => spawnSync('sh', ['-c', 'command -v curl'], { stdio: 'ignore' }).status === 0

/** Builds a function that executes a printed curl line and gives what it prints; `note` says how, where that differs. */
export const createLineRunner = () =>
  hasCurl()
    ? { run: inShell, note: null }
    : { run: withFetch, note: 'There is no curl here: the lines below are read and run with fetch instead.' }
