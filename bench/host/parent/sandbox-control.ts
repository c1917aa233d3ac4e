/** Makes a sandbox in another process misbehave. */
export interface SandboxControl {
  /** Sets a fault, in the words of its control API. */
  fault(fault: { readonly kind: string } & Readonly<Record<string, unknown>>): Promise<void>
  /** The kinds of the faults that wait for their moment. */
  waiting(): Promise<readonly string[]>
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
      return Array.isArray(waiting) ? waiting.map(kindOf) : []
    },
    clear: async () => {
      await call('DELETE')
    },
  }
}

/** A fault is listed under the name of what strikes; the one that differs is set under another. */
const kindOf = (record: { readonly fault: { readonly kind: string } }): string =>
  record.fault.kind === 'stream_error' ? 'stream_error_on_message' : record.fault.kind
