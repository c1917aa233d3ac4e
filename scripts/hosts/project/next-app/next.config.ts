import type { NextConfig } from 'next'

const config: NextConfig = { serverExternalPackages: ['@khabeer/core', '@khabeer/storage-sqlite'] }

export default config
