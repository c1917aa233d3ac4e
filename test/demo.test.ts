import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root, runNode, startNode } from './support/running-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const demo = join(root, 'scripts/demo.mjs')
const milestones = [
  '"status":"waiting_scan"',
  'connected as 201093619140',
  '→ read',
  '"kind":"image"',
  '"kind":"document"',
  '"queued":5',
  'Hi Ahmed',
  '"monthly":{"used":8',
  'Every message arrived.',
]

it('npm run demo -- --once walks the main job and ends with 0, whatever is set for another server', async () => {
  const env = { KHABEER_API_KEY: 'a-key-of-the-reader-01', KHABEER_PLAN_DAILY: '1' }

  const { code, stdout, stderr } = await runNode([demo, '--once'], { env })

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(milestones.filter((milestone) => !stdout.includes(milestone))).toEqual([])
}, 180_000)

it('the demo runs its lines with fetch where there is no curl, and says so', async () => {
  const path = join(temporaryFolder(), 'bin')
  mkdirSync(path)
  symlinkSync('/bin/sh', join(path, 'sh'))

  const { code, stdout } = await runNode([demo, '--once'], { env: { PATH: path } })

  expect(code).toBe(0)
  expect(stdout).toContain('There is no curl here')
  expect(milestones.filter((milestone) => !stdout.includes(milestone))).toEqual([])
}, 180_000)

it('the demo stays up for requests, and Ctrl-C ends all of it', async () => {
  const running = startNode([demo])
  const [, baseUrl] = await running.waitFor(/ {2}API {6}(\S+)\n/)
  await running.waitFor(/Ctrl-C ends it/)
  const whileUp = await fetch(`${baseUrl}/usage`)

  const { code } = await running.end('SIGINT')

  expect(whileUp.status).toBe(401)
  expect(code).toBe(0)
  await expect(fetch(`${baseUrl}/usage`)).rejects.toThrow('fetch failed')
}, 180_000)
