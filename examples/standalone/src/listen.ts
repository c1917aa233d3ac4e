import { once } from 'node:events'
import type { Server } from 'node:http'
import type { SettingName } from './setting-rows.ts'
import { SettingsError } from './settings.ts'

/** Where a server is to listen, and the setting that says at which port. */
export interface Place {
  readonly port: number
  readonly host: string
  readonly portSetting: SettingName
}

/** Lets a server listen. Throws {@link SettingsError} with what to set instead where it cannot listen there. */
export const listen = async (server: Server, place: Place): Promise<void> => {
  server.listen(place.port, place.host)
  await once(server, 'listening').catch((error: unknown) => {
    throw toSettingsError(error, place)
  })
}

const toSettingsError = (error: unknown, { port, host, portSetting }: Place): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    return new SettingsError(
      `Port ${port} of ${host} is taken, most likely by another server. Set ${portSetting} to another one, or to 0 for any that is free.`,
    )
  }
  if (code === 'EACCES') {
    return new SettingsError(
      `Port ${port} is not for everybody to listen on. Set ${portSetting} to one from 1024 on, or to 0 for any that is free.`,
    )
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new SettingsError(
      `${host} is no address of this machine. Set KHABEER_HOST to one that it has, such as 127.0.0.1, or to 0.0.0.0 for all.`,
    )
  }
  return error
}
