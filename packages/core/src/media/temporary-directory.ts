import { createHash } from 'node:crypto'
import { lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

/** A private directory that belongs to this process alone. */
export interface TemporaryDirectory {
  readonly path: string
  /** Deletes what processes that no longer live left under the same parent. */
  purge(): Promise<void>
  /** Deletes the directory with all that is in it; a second call does nothing. */
  remove(): Promise<void>
}

/** Where the directory is made. */
export interface TemporaryDirectoryOptions {
  /** Made when missing. It has to belong to the user this process runs as, and nobody else may write to it. */
  readonly parent: string
}

/** Makes a directory that only this user can open, and removes those of dead processes beside it. */
export async function createTemporaryDirectory({ parent }: TemporaryDirectoryOptions): Promise<TemporaryDirectory> {
  await mkdir(parent, { recursive: true, mode: 0o700 })
  await assertOwnDirectory(parent)
  const purge = () => purgeDeadOwners(parent)
  await purge()
  // mkdtemp makes it with mode 0700.
  const path = await mkdtemp(join(parent, `${ownName()}-`))
  return { path, purge, remove: () => rm(path, { recursive: true, force: true }) }
}

async function assertOwnDirectory(parent: string): Promise<void> {
  const found = await lstat(parent)
  // In a place like /tmp another user may have been there first, with a link or with a directory that is theirs.
  const isOwn = process.getuid === undefined || found.uid === process.getuid()
  const isOpenToOthers = process.getuid !== undefined && (found.mode & 0o002) !== 0
  if (found.isDirectory() && isOwn && !isOpenToOthers) return
  throw new Error(
    `${parent} cannot hold temporary media: it is not a directory of this user that others may not write to. ` +
      'Remove it, or name another one.',
  )
}

/**
 * A directory's name says whose it is: machine, process id, and when that process started on the machine's monotonic
 * clock. In a container every process has the same id again; the start tells them apart, also after the wall clock was
 * set.
 */
function ownName(): string {
  return `${machine()}-${process.pid}-${startedMs()}`
}

function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
}

function startedMs(): number {
  return Math.round(Number(process.hrtime.bigint()) / 1e6 - process.uptime() * 1e3)
}

async function purgeDeadOwners(parent: string): Promise<void> {
  const entries = await readdir(parent, { withFileTypes: true })
  for (const entry of entries) {
    // Of a link this is false: what it points at stays.
    if (!entry.isDirectory() || !isLeftOver(entry.name)) continue
    await rm(join(parent, entry.name), { recursive: true, force: true, maxRetries: 3 })
  }
}

function isLeftOver(name: string): boolean {
  const [, owner, pid, started] = /^([0-9a-f]{8})-(\d+)-(\d+)-\w{6}$/.exec(name) ?? []
  // Of another machine on a shared disk nothing can be known.
  if (owner !== machine()) return false
  if (Number(pid) !== process.pid) return !isAlive(Number(pid))
  return Math.abs(Number(started) - startedMs()) > clockReadingMs
}

/** Two readings of when this process started differ by less than this; two processes with one id by more. */
const clockReadingMs = 50

function isAlive(pid: number): boolean {
  try {
    // Signal 0 is not sent; the kernel says whether it could be.
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
