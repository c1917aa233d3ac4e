const now = 'extract(epoch from clock_timestamp()) * 1000'

const workersQuery = `select owner from khabeer_workers where expires_at > ${now} order by owner`

const numbersQuery = `
  select instance.id::int as id, instance.status, instance.connected_at::float8 as "connectedAt", lease.owner, lease.epoch::int as epoch,
    lease.owner is not null and lease.expires_at > ${now} as "isHeld",
    (lease.expires_at - ${now})::float8 as "leaseMs",
    count(message.id) filter (where message.status = 'queued')::int as queued,
    count(message.id) filter (where message.status = 'sending')::int as sending,
    count(message.id) filter (where message.status = 'sent')::int as sent,
    count(message.id) filter (where message.status in ('delivered', 'read', 'played'))::int as delivered
  from khabeer_instances instance
  join khabeer_leases lease on lease.instance_id = instance.id
  left join khabeer_messages message on message.instance_id = instance.id
  group by instance.id, lease.instance_id order by instance.id`

/** Reads what the processes share, and all that they share: who lives, who owns which number, what became of its messages. */
export const look = async (database) => {
  const workers = await database.query(workersQuery)
  const numbers = await database.query(numbersQuery)
  return { owners: workers.rows.map(({ owner }) => owner), numbers: numbers.rows }
}

/** Reads every message that was accepted, whatever its caller heard. */
export const readMessages = async (database) => {
  const { rows } = await database.query(
    `select id::int as id, recipient, content::json ->> 'text' as text, status from khabeer_messages order by id`,
  )
  return rows
}
