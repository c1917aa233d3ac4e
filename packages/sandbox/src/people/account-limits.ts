/** What WhatsApp holds an account to: nobody new may be written to. It calls this a reach-out timelock. */
export interface Restriction {
  /** When it ends, in epoch ms of the sandbox's clock. */
  readonly until: number
  /** Why, in WhatsApp's words, such as `BIZ_QUALITY`. */
  readonly type: string
}

/** How many new chats an account may begin. A guess: known from the client's sources alone. */
export interface NewChatCap {
  readonly total: number
  readonly used: number
  readonly startedAt: number
  /** When it ends, in epoch ms of the sandbox's clock. */
  readonly until: number
}

/** What an account may do, and whom it knows. Numbers of people. */
export interface AccountLimits {
  restriction: Restriction | null
  newChatCap: NewChatCap | null
  /** Who wrote to this account. */
  readonly heardFrom: Set<string>
  /** Whom this account wrote to. */
  readonly wroteTo: Set<string>
}

/** Creates the limits of an account that is held to nothing. */
export function createAccountLimits(): AccountLimits {
  return { restriction: null, newChatCap: null, heardFrom: new Set(), wroteTo: new Set() }
}

/** The restriction that holds now. */
export function activeRestriction({ restriction }: AccountLimits, now: number): Restriction | null {
  return restriction !== null && now < restriction.until ? restriction : null
}

/** The cap that holds now. */
export function activeCap({ newChatCap }: AccountLimits, now: number): NewChatCap | null {
  return newChatCap !== null && now < newChatCap.until ? newChatCap : null
}

/** Whether a cap leaves no new chat. */
export function isUsedUp({ total, used }: NewChatCap): boolean {
  return used >= total
}

/** Decides whether an account may write to a number now: never to somebody new while it is restricted or used up. */
export function mayWriteTo(limits: AccountLimits, number: string, now: number): boolean {
  if (limits.heardFrom.has(number)) return true
  if (activeRestriction(limits, now)) return false
  const cap = activeCap(limits, now)
  return cap === null || limits.wroteTo.has(number) || !isUsedUp(cap)
}

/** Notes that an account wrote to a number; answers whether that used up its cap. */
export function noteWriting(limits: AccountLimits, number: string, now: number): { readonly usedUp: boolean } {
  const cap = activeCap(limits, now)
  const isNew = !limits.wroteTo.has(number) && !limits.heardFrom.has(number)
  limits.wroteTo.add(number)
  if (cap === null || !isNew) return { usedUp: false }
  limits.newChatCap = { ...cap, used: cap.used + 1 }
  return { usedUp: isUsedUp(limits.newChatCap) }
}
