/** Makes a sandbox in another process misbehave. */
export interface SandboxControl {
  /** Sets a fault, in the words of its control API. */
  fault(fault: { readonly kind: string } & Readonly<Record<string, unknown>>): Promise<void>
  /** How many faults wait for their moment. */
  waiting(): Promise<number>
  /** Takes every fault back. */
  clear(): Promise<void>
}

/** Builds the controls of a sandbox. */
export const controlSandbox = (controlUrl: string): SandboxControl => {
  const url = `${controlUrl}/admin/faults`
  const call = async (method: string, body?: object): Promise<unknown> => {
    const answer = await fetch(url, {
      method,
      // On a busy machine a connection that is kept may be closed by the other side just when it is used again.
      headers: { connection: 'close' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`The sandbox did not take ${JSON.stringify(body)}: ${await answer.text()}`)
    return answer.json()
  }
  return {
    fault: async (fault) => {
      await call('POST', fault)
    },
    waiting: async () => {
      const waiting = await call('GET')
      return Array.isArray(waiting) ? waiting.length : 0
    },
    clear: async () => {
      await call('DELETE')
    },
  }
}
