import { runAdmin } from './admin/run-admin.ts'

const database = process.env.KHABEER_DATABASE?.trim() || './khabeer.db'

process.exitCode = await runAdmin(process.argv.slice(2), database, { write: console.log, complain: console.error })
