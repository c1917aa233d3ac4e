export type { KhabeerPluginOptions } from './khabeer-plugin.ts'
export { khabeerPlugin } from './khabeer-plugin.ts'
