import type { Migration } from 'kysely'
import type { SqlColumnTypes } from '../column-types.ts'
import { firstTables } from './0001-first-tables.ts'
import { leases } from './0002-leases.ts'
import { retention } from './0003-retention.ts'
import { pacing } from './0004-pacing.ts'
import { queuePhone } from './0005-queue-phone.ts'
import { messageLists } from './0006-message-lists.ts'
import { keyRights } from './0007-key-rights.ts'
import { instanceSettings } from './0008-instance-settings.ts'

/** Lists every migration by name, in order. A shipped one is never edited. */
export const createMigrations = (types: SqlColumnTypes): Readonly<Record<string, Migration>> => ({
  '0001-first-tables': firstTables(types),
  '0002-leases': leases(types),
  '0003-retention': retention(),
  '0004-pacing': pacing(types),
  '0005-queue-phone': queuePhone(),
  '0006-message-lists': messageLists(types),
  '0007-key-rights': keyRights(types),
  '0008-instance-settings': instanceSettings(types),
})
