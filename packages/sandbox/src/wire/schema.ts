// The one import of WhatsApp's protobuf schema: it is data that every client shares, so the sandbox does not retype it.
export { proto } from '@whiskeysockets/baileys/WAProto/index.js'
