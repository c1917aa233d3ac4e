import { runAdmin } from './admin/run-admin.ts'
import { toStorage } from './database-settings.ts'
import { readDatabase } from './settings.ts'

const openStorage = () => toStorage(readDatabase(process.env))

process.exitCode = await runAdmin(process.argv.slice(2), openStorage, { write: console.log, complain: console.error })
