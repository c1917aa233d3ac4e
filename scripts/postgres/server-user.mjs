import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'

const idOf = (flag) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))

/** Gives as whom to start a server that refuses root: as nobody, who is on every machine, or else as oneself. */
export const serverIds = () => (process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {})

/** Makes a folder that only the server and root may read. */
export const serverFolder = (parent, name, { uid, gid }) => {
  const folder = mkdtempSync(join(parent, `khabeer-${name}-`))
  if (uid !== undefined) chownSync(folder, uid, gid)
  return folder
}
