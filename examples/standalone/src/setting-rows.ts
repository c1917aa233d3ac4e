/** One row of the settings table. */
export interface SettingRow {
  readonly name: string
  /** What holds when it is not set; empty for nothing. */
  readonly defaultValue: string
  readonly meaning: string
}

/** Every setting of the standalone server, in the order of the README's table. */
export const settingRows = [
  {
    name: 'KHABEER_DATABASE',
    defaultValue: './khabeer.db',
    meaning:
      'The SQLite file, which is made when it is missing, or a PostgreSQL: `postgres://user:password@host:5432/name`.',
  },
  {
    name: 'KHABEER_DATABASE_SCHEMA',
    defaultValue: '',
    meaning: 'PostgreSQL: the schema of the tables, made when it is missing. Not set: the first of the search path.',
  },
  { name: 'KHABEER_DATABASE_CONNECTIONS', defaultValue: '10', meaning: 'PostgreSQL: the most connections to it.' },
  {
    name: 'KHABEER_ROLE',
    defaultValue: 'all',
    meaning: '`api` serves HTTP and owns no number, `worker` owns numbers and listens on no port, `all` does both.',
  },
  {
    name: 'KHABEER_MAX_INSTANCES',
    defaultValue: '',
    meaning: 'PostgreSQL: the most numbers that this process owns at a time. Not set: no limit.',
  },
  {
    name: 'KHABEER_LEASE',
    defaultValue: '15s',
    meaning: 'PostgreSQL: how long a process that went silent keeps its numbers. The same in all that share them.',
  },
  {
    name: 'KHABEER_WORKERS',
    defaultValue: '',
    meaning: 'Threads of the WhatsApp client. Not set: one for every 50 numbers, and no more than there are cores.',
  },
  { name: 'KHABEER_PORT', defaultValue: '3000', meaning: 'The port to listen on; 0 takes any free one.' },
  { name: 'KHABEER_HOST', defaultValue: '127.0.0.1', meaning: 'The address to listen on.' },
  {
    name: 'KHABEER_WORKER_PORT',
    defaultValue: '',
    meaning: 'The port on which a `worker` answers for its health and its metrics, and for nothing else.',
  },
  {
    name: 'KHABEER_TRUST_PROXY',
    defaultValue: '',
    meaning:
      'How many proxies stand before it, or their addresses: their `X-Forwarded-For` is believed. Not set: none.',
  },
  {
    name: 'KHABEER_API_KEY',
    defaultValue: '',
    meaning: 'A key accepted for the account `default`. Without it the first start makes one and prints it once.',
  },
  {
    name: 'KHABEER_ADMIN_KEY',
    defaultValue: '',
    meaning: 'A key for the routes under `/api/v1/admin` and the metrics of the process. Without it there are none.',
  },
  {
    name: 'KHABEER_THROTTLE',
    defaultValue: '3000/10s',
    meaning: 'The most requests of one API key to this process within a time; `0` is no limit.',
  },
  {
    name: 'KHABEER_PLAN_MONTHLY',
    defaultValue: '',
    meaning: 'Messages per month of the account `default`; empty: unlimited. Not set: as stored, unlimited at first.',
  },
  { name: 'KHABEER_PLAN_DAILY', defaultValue: '', meaning: 'Messages per day, in the same way.' },
  { name: 'KHABEER_PLAN_INSTANCES', defaultValue: '', meaning: 'Instances at a time, in the same way.' },
  {
    name: 'KHABEER_TIME_ZONE',
    defaultValue: '',
    meaning: 'The IANA time zone of its days and months. Not set: as stored, UTC at first.',
  },
  { name: 'KHABEER_PACING', defaultValue: '20/60s', meaning: 'The pace of every number: one message every 60 s / 20.' },
  {
    name: 'KHABEER_ON_UNKNOWN',
    defaultValue: 'resend',
    meaning: 'What becomes of a message that was never acknowledged: `resend` under the same id, or `fail`.',
  },
  {
    name: 'KHABEER_DAILY_MESSAGES',
    defaultValue: '',
    meaning: 'The most messages of a number on one day of its account. Not set: no cap.',
  },
  {
    name: 'KHABEER_DAILY_FIRST_CONTACTS',
    defaultValue: '',
    meaning: 'The most recipients on one day to whom a number never wrote before. Not set: no cap.',
  },
  {
    name: 'KHABEER_WARM_UP',
    defaultValue: '',
    meaning: 'Raises the daily messages of a newly linked number: `50/14` begins with 50 and has all after 14 days.',
  },
  {
    name: 'KHABEER_QUIET_HOURS',
    defaultValue: '',
    meaning: "When numbers write to nobody, in the account's time zone, such as `22:00-08:00`.",
  },
  {
    name: 'KHABEER_RECIPIENT_GAP',
    defaultValue: '',
    meaning: 'The least time between two messages to the same recipient, such as `10s`.',
  },
  {
    name: 'KHABEER_SETTLE',
    defaultValue: '',
    meaning: 'How long a number stays silent after it came online. Not set: one gap of the pace, 5 s at most.',
  },
  {
    name: 'KHABEER_RETENTION_MESSAGES_DAYS',
    defaultValue: '90',
    meaning: 'How long a message is kept after the last change of its status; at least 7, or 0 for ever.',
  },
  {
    name: 'KHABEER_RETENTION_BODIES_DAYS',
    defaultValue: '30',
    meaning: 'How long the content of an ended message is kept; at least 7, or 0 for ever.',
  },
  {
    name: 'KHABEER_RETENTION_EVENTS_DAYS',
    defaultValue: '30',
    meaning: 'How long the history of statuses is kept; 0 for ever.',
  },
  {
    name: 'KHABEER_RETENTION_IDEMPOTENCY_HOURS',
    defaultValue: '24',
    meaning: 'How long idempotency keys are kept; at least 24, or 0 for ever.',
  },
  {
    name: 'KHABEER_MEDIA_ALLOW',
    defaultValue: '',
    meaning: 'A list of `host:port` that media may come from although the address is private.',
  },
  { name: 'KHABEER_WHATSAPP_URL', defaultValue: '', meaning: 'Another WhatsApp server: its WebSocket address.' },
  { name: 'KHABEER_WHATSAPP_ROOT_KEY', defaultValue: '', meaning: 'Its root key: 32 bytes in base64.' },
  { name: 'KHABEER_WHATSAPP_CA', defaultValue: '', meaning: 'A PEM file with the CA of its media hosts.' },
  {
    name: 'KHABEER_WHATSAPP_VERSION',
    defaultValue: '',
    meaning: 'The version that the client says it has, such as `2.3000.1043857760`. Not set: its own.',
  },
  {
    name: 'KHABEER_WHATSAPP_VERSION_URL',
    defaultValue: '',
    meaning: 'Where the latest version is read, as JSON with `version`, when WhatsApp calls the client outdated.',
  },
] as const satisfies readonly SettingRow[]

/** The name of a setting. */
export type SettingName = (typeof settingRows)[number]['name']
