import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Creates a file that only its owner can read: `build` fills it under a temporary name, then it gets its real one.
 * When another process was first its file stays and ours is dropped. Nobody ever sees a half-made file.
 */
export const createPrivateFile = async (file: string, build: (temporary: string) => Promise<void>): Promise<void> => {
  const temporary = `${file}.new-${randomBytes(6).toString('hex')}`
  closeSync(openSync(temporary, 'wx', 0o600))
  try {
    await build(temporary)
    linkWithoutReplacing(temporary, file)
    syncDirectory(dirname(file))
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${temporary}${suffix}`, { force: true })
  }
}

/** A rename would replace the winner's database; a link refuses to. */
const linkWithoutReplacing = (temporary: string, file: string): void => {
  try {
    linkSync(temporary, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

/** Without this a power cut could forget the new name and all that was stored under it. */
const syncDirectory = (directory: string): void => {
  let descriptor: number | undefined
  try {
    descriptor = openSync(directory, 'r')
    fsyncSync(descriptor)
  } catch {
    // Some systems cannot open or sync a directory; there is no other way to ask them.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
