/** Called by Next.js once when the server starts, and not by `next build`. */
export const register = async () => {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { run } = await import('./run-khabeer')
    await run()
  }
}
