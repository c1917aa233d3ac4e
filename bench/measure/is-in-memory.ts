import { statfsSync } from 'node:fs'

const tmpfs = 0x01021994

/** Says whether a folder lies in memory, where a commit costs next to nothing. */
export const isInMemory = (folder: string): boolean => statfsSync(folder).type === tmpfs
