import { decodePng } from './decode-png.ts'
import { decodeQr } from './decode-qr.ts'
import { toModules } from './qr-modules.ts'

/** Reads the text of a QR code from its PNG, as the camera of a phone does. */
export const readQrPicture = (png: Buffer): string => decodeQr(toModules(decodePng(png)))
