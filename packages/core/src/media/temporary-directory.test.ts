import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTemporaryDirectory } from './temporary-directory.ts'

let root = ''
let parent = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'khabeer-directory-test-'))
  parent = join(root, 'khabeer')
})
afterEach(() => rm(root, { recursive: true, force: true }))

/** Makes a directory with a file in it whose name says that another process owns it. */
async function leftOverOf(pid: number | string, started: number | string = 1): Promise<string> {
  const { path, remove } = await createTemporaryDirectory({ parent })
  const [machine] = basename(path).split('-')
  await remove()
  const leftOver = join(parent, `${machine}-${pid}-${started}-aBc123`)
  await mkdir(leftOver)
  await writeFile(join(leftOver, 'media-1'), 'x')
  return leftOver
}

async function deadProcessId(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid ?? 0
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

describe('createTemporaryDirectory', () => {
  it('makes a private directory under a private parent, and removes it with what is in it', async () => {
    const { path, remove } = await createTemporaryDirectory({ parent })
    await writeFile(join(path, 'media-1'), 'x')
    const modes = [(await stat(parent)).mode & 0o777, (await stat(path)).mode & 0o777]
    await remove()
    await remove()

    expect(modes).toEqual([0o700, 0o700])
    expect(await readdir(parent)).toEqual([])
  })

  it('gives two users in one process a directory each, and purges neither', async () => {
    const first = await createTemporaryDirectory({ parent })
    const second = await createTemporaryDirectory({ parent })
    await first.purge()
    await second.purge()

    expect(first.path).not.toBe(second.path)
    expect(await readdir(parent)).toHaveLength(2)
  })

  it('removes what a process left that no longer lives', async () => {
    const leftOver = await leftOverOf(await deadProcessId())

    await createTemporaryDirectory({ parent })

    expect(await exists(leftOver)).toBe(false)
  })

  it('removes what an earlier process with the same id left, as in a container that started again', async () => {
    const leftOver = await leftOverOf(process.pid)

    await createTemporaryDirectory({ parent })

    expect(await exists(leftOver)).toBe(false)
  })

  it('leaves the directory of a living process', async () => {
    const leftOver = await leftOverOf(process.ppid)

    await createTemporaryDirectory({ parent })

    expect(await readdir(leftOver)).toEqual(['media-1'])
  })

  it('leaves what it did not name, and what another machine did', async () => {
    const leftOver = await leftOverOf(await deadProcessId())
    const elsewhere = join(parent, basename(leftOver).replace(/^\w{8}/, 'ffffffff'))
    await rename(leftOver, elsewhere)
    await mkdir(join(parent, 'other'))
    await writeFile(join(parent, 'notes.txt'), 'x')

    const { purge } = await createTemporaryDirectory({ parent })
    await purge()

    expect(await readdir(parent)).toEqual(expect.arrayContaining([basename(elsewhere), 'other', 'notes.txt']))
  })

  it('follows no link, neither beside the directories nor inside one', async () => {
    const precious = join(root, 'precious')
    await mkdir(precious)
    await writeFile(join(precious, 'a.txt'), 'keep')
    const leftOver = await leftOverOf(await deadProcessId())
    await symlink(precious, join(leftOver, 'link'))
    const link = `${leftOver.slice(0, -1)}4`
    await symlink(precious, link)

    await createTemporaryDirectory({ parent })

    expect(await exists(leftOver)).toBe(false)
    expect(await readlink(link)).toBe(precious)
    expect(await readFile(join(precious, 'a.txt'), 'utf8')).toBe('keep')
  })

  it('refuses a parent that is a link', async () => {
    await mkdir(join(root, 'elsewhere'))
    await symlink(join(root, 'elsewhere'), parent)

    await expect(createTemporaryDirectory({ parent })).rejects.toThrow('cannot hold temporary media')
  })

  it('refuses a parent that belongs to somebody else', async () => {
    const isRoot = process.getuid?.() === 0
    await mkdir(parent)
    if (isRoot) await chown(parent, 65_534, 65_534)

    await expect(createTemporaryDirectory({ parent: isRoot ? parent : '/' })).rejects.toThrow(
      'cannot hold temporary media',
    )
  })

  it('refuses a parent that everybody may write to', async () => {
    await mkdir(parent)
    await chmod(parent, 0o777)

    await expect(createTemporaryDirectory({ parent })).rejects.toThrow('cannot hold temporary media')
  })
})
