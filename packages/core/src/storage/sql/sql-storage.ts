import type { Storage } from '../storage.ts'
import { createAccountStore } from './sql-account-store.ts'
import { createApiKeyStore } from './sql-api-key-store.ts'
import { createSqlContext } from './sql-context.ts'
import { createCredentialStore } from './sql-credential-store.ts'
import type { SqlDriver } from './sql-driver.ts'
import { createEventStore } from './sql-event-store.ts'
import { createInstanceStore } from './sql-instance-store.ts'
import { createLeaseStore } from './sql-lease-store.ts'
import { createMessageStore } from './sql-message-store.ts'
import { createRecipientStore } from './sql-recipient-store.ts'
import { createRetentionStore } from './sql-retention-store.ts'
import { createUsageStore } from './sql-usage-store.ts'

/** Builds a storage from a driver: every query is compiled here, once. */
export const sqlStorage = (driver: SqlDriver): Storage => {
  const context = createSqlContext(driver)
  return {
    messages: createMessageStore(context),
    instances: createInstanceStore(context),
    leases: createLeaseStore(context),
    credentials: createCredentialStore(context),
    recipients: createRecipientStore(context),
    accounts: createAccountStore(context),
    apiKeys: createApiKeyStore(context),
    usage: createUsageStore(context),
    events: createEventStore(context),
    retention: createRetentionStore(context),
    signals: driver.signals,
    migrate: () => driver.migrate(),
    close: () => driver.close(),
  }
}
