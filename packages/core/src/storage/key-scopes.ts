import type { KeyScope } from './account-record.ts'

/** Every scope, which is what a key has that was made without any. */
export const keyScopes = ['read', 'send', 'manage'] as const satisfies readonly KeyScope[]

/** Tells whether scopes cover what is asked for: `manage` covers everything, the others only themselves. */
export const allows = (scopes: readonly KeyScope[], wanted: KeyScope): boolean =>
  scopes.includes(wanted) || scopes.includes('manage')
