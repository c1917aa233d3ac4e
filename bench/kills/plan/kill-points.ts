/** Where a process is killed, in the words of the report. */
export const killPoints = {
  random: 'at a random moment',
  before_commit: "before the accept's commit",
  after_commit: 'after the commit, before the answer',
  after_claim: 'after the claim',
  before_keys: 'after it encrypted, before its keys are stored',
  before_write: 'with its keys stored, before the message left',
  after_write: 'after the message left',
  before_ack: 'before the acknowledgement came in',
  after_ack: 'after the acknowledgement, before `sent` is stored',
  media_download: 'during a download',
  media_upload: 'during an upload',
  takeover: 'during a start or takeover',
  shutdown: 'during a shutdown',
} as const

/** One of the places. */
export type KillPoint = keyof typeof killPoints

/** The places that have a name. */
export const namedPoints: readonly KillPoint[] = (Object.keys(killPoints) as KillPoint[]) // its keys are those of the object
  .filter((point) => point !== 'random')

/** Where a message is on its way by definition: a kill that met none there has missed its point. */
export const sendingPoints: ReadonlySet<KillPoint> = new Set([
  'before_keys',
  'before_write',
  'after_write',
  'before_ack',
  'after_ack',
])

/** How far a start or takeover goes before its process is killed. */
export const takeoverSteps = ['renew', 'acquire', 'read_credentials', 'unsettled'] as const

/** One of the steps. */
export type TakeoverStep = (typeof takeoverSteps)[number]
