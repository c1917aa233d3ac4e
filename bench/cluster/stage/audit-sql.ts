interface AuditedTable {
  readonly name: string
  /** The column that says whose row it is. */
  readonly key: string
  readonly changes: string
}

/** What only the owner of an instance changes. Rows that anybody may add, and columns that anybody may set, are not here. */
const auditedTables: readonly AuditedTable[] = [
  { name: 'khabeer_messages', key: 'instance_id', changes: 'update' },
  { name: 'khabeer_credentials', key: 'instance_id', changes: 'insert or update or delete' },
  { name: 'khabeer_recipients', key: 'instance_id', changes: 'insert or update' },
  {
    name: 'khabeer_instances',
    key: 'id',
    changes: 'update of status, status_reason, phone, is_linked, qr, qr_expires_at, last_send_at, connected_at',
  },
]

/**
 * Writes the audit of a schema. A member is known by the name of its connections. Whoever raises the epoch of a lease
 * begins a tenure; every change of an owned row by another than the member of the latest tenure is noted. One that gave its
 * lease back may still end what it was writing then: nobody can take the instance before that has ended.
 */
export const auditSql = (schema: string): string => {
  const own = (name: string) => `"${schema}".${name}`
  return `
    create table ${own('cluster_tenures')} (
      instance_id bigint, epoch bigint, member text not null,
      started_at double precision not null, released_at double precision,
      primary key (instance_id, epoch)
    );
    create table ${own('cluster_stale_writes')} (
      member text not null, table_name text not null, instance_id bigint, at double precision not null
    );
    create function ${own('cluster_now')}() returns double precision language sql volatile as
      'select extract(epoch from clock_timestamp())::double precision * 1000';

    create function ${own('cluster_judge')}(table_name text, id bigint) returns void language plpgsql as $$
    begin
      if not exists (
        select from ${own('cluster_tenures')} where instance_id = id
          and member = current_setting('application_name')
          and epoch = (select max(epoch) from ${own('cluster_tenures')} where instance_id = id)
      ) then
        insert into ${own('cluster_stale_writes')}
          values (current_setting('application_name'), table_name, id, ${own('cluster_now')}());
      end if;
    end $$;

    create function ${own('cluster_note_lease')}() returns trigger language plpgsql as $$
    begin
      if new.epoch <> old.epoch then
        insert into ${own('cluster_tenures')} values
          (new.instance_id, new.epoch, current_setting('application_name'), ${own('cluster_now')}(), null);
      elsif new.owner is null and old.owner is not null then
        update ${own('cluster_tenures')} set released_at = ${own('cluster_now')}()
          where instance_id = new.instance_id and epoch = new.epoch;
      else
        perform ${own('cluster_judge')}('khabeer_leases', new.instance_id);
      end if;
      return null;
    end $$;
    create trigger cluster_audit after update on ${own('khabeer_leases')}
      for each row execute function ${own('cluster_note_lease')}();

    ${auditedTables.map((table) => auditTable(own, table)).join('\n')}
  `
}

const auditTable = (own: (name: string) => string, { name, key, changes }: AuditedTable): string => `
    create function ${own(`cluster_note_${name}`)}() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        perform ${own('cluster_judge')}('${name}', old.${key});
      else
        perform ${own('cluster_judge')}('${name}', new.${key});
      end if;
      return null;
    end $$;
    create trigger cluster_audit after ${changes} on ${own(name)}
      for each row execute function ${own(`cluster_note_${name}`)}();`
