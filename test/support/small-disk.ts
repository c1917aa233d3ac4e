import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A file system of its own, in memory, that can be filled to its last byte. */
export interface SmallDisk {
  readonly folder: string
  /** Takes up all the space that is left. */
  fill(): void
  /** Gives that space back. */
  clear(): void
  /** Allows no writes, or allows them again; nothing on it may be open for writing. */
  setReadOnly(isReadOnly: boolean): void
}

/** Whether this process may mount one: as root, on Linux. */
export const mayMountDisks = process.platform === 'linux' && process.getuid?.() === 0

/** Mounts a disk of so many MB; it is gone, with all that is on it, when the running test ends. */
export const mountSmallDisk = (megabytes: number): SmallDisk => {
  const folder = mkdtempSync(join(tmpdir(), 'khabeer-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', folder])
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true })
  })
  const ballast = join(folder, 'ballast')

  return {
    folder,
    fill: () => {
      for (const bytes of [1024 * 1024, 4096]) {
        try {
          for (;;) writeFileSync(ballast, Buffer.alloc(bytes), { flag: 'a' })
        } catch {
          // Not one more piece of this size fits.
        }
      }
    },
    clear: () => rmSync(ballast),
    setReadOnly: (isReadOnly) => {
      execFileSync('mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, folder])
    },
  }
}
