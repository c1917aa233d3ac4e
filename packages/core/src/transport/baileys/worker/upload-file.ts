import type { WAMediaUploadFunction } from '@whiskeysockets/baileys'
import { encodeBase64EncodedStringForUpload } from '@whiskeysockets/baileys'
import { TransportError } from '../../transport-error.ts'
import { listenToUpload, refuseTheFile } from './upload-answers.ts'

/** Builds the client's own upload with an ear on what the media hosts answer: a file that they refuse is not tried again. */
export const heedAnswers =
  (upload: WAMediaUploadFunction): WAMediaUploadFunction =>
  async (path, options) => {
    const answers = listenToUpload(encodeBase64EncodedStringForUpload(options.fileEncSha256B64))
    try {
      return await upload(path, options)
    } catch (error) {
      const heard = answers.heard()
      if (!refuseTheFile(heard)) throw error
      const words = `WhatsApp's media host refused the file (HTTP ${heard.at(-1)}).`
      throw new TransportError('media_upload_failed', words, { retryable: false })
    } finally {
      answers.stop()
    }
  }
