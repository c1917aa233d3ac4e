export type { ExpressRequest } from './express-request.ts'
export type { KhabeerRouter, KhabeerRouterOptions, MountOptions } from './khabeer-router.ts'
export { khabeerRouter } from './khabeer-router.ts'
