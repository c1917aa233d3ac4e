export type * from './api-types.ts'
export type { Fetch, KhabeerClientOptions } from './client-options.ts'
export { createKhabeerClient } from './create-khabeer-client.ts'
export type { ApiErrorFacts } from './khabeer-api-error.ts'
export { isKhabeerApiError, KhabeerApiError } from './khabeer-api-error.ts'
export type {
  AccountCalls,
  AccountKeyCalls,
  ApiKeyCalls,
  BodyCall,
  BodyOf,
  Call,
  ChangeCall,
  CreateCall,
  CreateOptions,
  EventsCall,
  EventsQuery,
  IdCall,
  InstanceCalls,
  KhabeerClient,
  MessageCalls,
  OneOrMore,
  OptionalBodyCall,
  OptionalChangeCall,
  QueryCall,
  QueryOf,
  ResponseOf,
} from './khabeer-client.ts'
export type { CallOptions } from './request.ts'
