import type { AuthenticationCreds, WASocket } from '@whiskeysockets/baileys'

/**
 * Keeps the client from saying that somebody is there, which would silence the owner's phone. It does so whenever changed
 * credentials name the account differently, also when they do not name it at all.
 */
export const hidePresence = (socket: WASocket): void => {
  const { ev } = socket
  const emit = ev.emit.bind(ev)
  const withKnownName = (update: Partial<AuthenticationCreds>): Partial<AuthenticationCreds> => {
    const known = socket.authState.creds.me
    const me = update.me ?? known
    if (me === undefined) return update
    const { name: _, ...nameless } = me
    return { ...update, me: known?.name === undefined ? nameless : { ...nameless, name: known.name } }
  }
  const emitNameless = (event: string, data: unknown) =>
    // The client emits these credentials under this name alone.
    emit(
      event as 'creds.update',
      event === 'creds.update' ? withKnownName(data as Partial<AuthenticationCreds>) : (data as never),
    )
  // One function serves every event, which its type cannot say.
  ev.emit = emitNameless as typeof ev.emit
}
