import pg from 'pg'
import type { HostStorage } from '../host/messages.ts'
import type { Random } from '../play/seeded-random.ts'

/** Ends connections of the library to its database. */
export interface DatabaseKiller {
  /** Ends one of them, if there is one. */
  strike(): Promise<void>
  struck(): number
  close(): Promise<void>
}

/** Builds a killer of connections, which are known by their name; one that does nothing where there are none. */
export const createDatabaseKiller = async (storage: HostStorage, random: Random): Promise<DatabaseKiller> => {
  let struck = 0
  if (storage.kind === 'sqlite') {
    return { strike: async () => undefined, struck: () => struck, close: async () => undefined }
  }
  const client = new pg.Client({ connectionString: storage.connectionString })
  await client.connect()
  return {
    strike: async () => {
      const { rows } = await client.query<{ pid: number }>(
        'select pid from pg_stat_activity where application_name = $1 order by pid',
        [storage.schema],
      )
      if (rows.length === 0) return
      await client.query('select pg_terminate_backend($1)', [random.pick(rows).pid])
      struck += 1
    },
    struck: () => struck,
    close: () => client.end(),
  }
}
