/** Replaces this thread's console: libsignal prints whole sessions with it, private keys included. */
export const silenceConsole = (): void => {
  const silent = () => undefined
  const methods = Object.entries(globalThis.console).filter(([, value]) => typeof value === 'function')
  Object.assign(globalThis.console, Object.fromEntries(methods.map(([name]) => [name, silent])))
}
