/**
 * Tells whether the client's words say that it was let in and not allowed to listen. It goes on as if nothing were: such a
 * line looks open, and no message and no receipt ever comes in on it. The client tells nobody but its logger.
 */
export const saysDeaf = (words: string): boolean => words === 'failed to send initial passive iq'
