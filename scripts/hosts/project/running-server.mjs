import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

const patienceMs = 60_000

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** Starts a server on a free port; resolves once its API says that it is ready. */
export const startServer = async ({ args, env, cwd }) => {
  const port = await freePort()
  const [command, ...rest] = args(String(port))
  const child = spawn(command, rest, { cwd, env: { ...process.env, ...env, PORT: String(port) }, stdio: 'inherit' })
  const exited = once(child, 'exit')
  process.once('exit', () => child.kill('SIGKILL'))
  const origin = `http://127.0.0.1:${port}`
  const deadline = performance.now() + patienceMs
  while (!(await isReady(origin))) {
    assert.equal(child.exitCode, null, 'The server has ended.')
    assert.ok(performance.now() < deadline, 'The server does not get ready.')
  }
  return {
    origin,
    /** Tells it to end, and resolves to its exit code. */
    stop: async () => {
      child.kill('SIGTERM')
      const [code] = await exited
      return code
    },
  }
}

/** Asks; where nobody listens yet it waits for a moment. */
const isReady = async (origin) => {
  try {
    return (await fetch(`${origin}/api/v1/health/ready`)).ok
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 100))
    return false
  }
}
