export { docsPage } from './docs-page.ts'
