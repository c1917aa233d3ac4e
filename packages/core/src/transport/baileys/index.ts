export { baileysTransport } from './baileys-transport.ts'
