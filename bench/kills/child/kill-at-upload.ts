import type { TransportFactory } from '@khabeer/core'
import type { Trigger } from './trigger.ts'
import { wrapConnections } from './wrap-connection.ts'

/** Builds a transport whose process ends while a file is uploaded, if that is where it is told to. */
export const killAtUpload = (factory: TransportFactory, trigger: Trigger): TransportFactory => {
  const { uploadCutMs } = trigger
  if (uploadCutMs === null) return factory
  return wrapConnections(factory, {
    around: (connection) => ({
      ...connection,
      prepare: async (message) => {
        if (message.type === 'text') return connection.prepare(message)
        const timer = setTimeout(() => trigger.reached('media_upload'), uploadCutMs)
        try {
          return await connection.prepare(message)
        } finally {
          clearTimeout(timer)
        }
      },
    }),
  })
}
