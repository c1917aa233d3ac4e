export type { Api, ApiOptions } from './api.ts'
export { createApi } from './api.ts'
export type { Authorize } from './authorize.ts'
export type { ApiRequest, ApiRequestBody, ApiResponse } from './exchange.ts'
