import { z } from 'zod'
import { captionField, contentError, filenameField, mimetypeField, urlField } from './fields.ts'
import type { MessageTypeDefinition } from './message-type.ts'

const schema = z.object({
  content: z.object(
    { url: urlField, caption: captionField, filename: filenameField, mimetype: mimetypeField },
    contentError('{ "url": "https://example.com/a.pdf", "filename": "a.pdf" }'),
  ),
})

/** A file that is fetched from its URL when its turn comes. */
export const documentMessage: MessageTypeDefinition<z.infer<typeof schema>> = {
  type: 'document',
  schema,
  toContent: ({ content }) => ({
    url: content.url,
    caption: content.caption,
    filename: content.filename,
    mimetype: content.mimetype,
  }),
  build: async (content, tools) => {
    const file = await tools.fetchMedia({
      url: content.url ?? '',
      kind: 'document',
      filename: content.filename,
      mimetype: content.mimetype,
    })
    return {
      outgoing: {
        type: 'document',
        file: { path: file.path, mimetype: file.mimetype },
        filename: file.filename,
        caption: content.caption,
      },
      clear: () => file.remove(),
    }
  },
}
