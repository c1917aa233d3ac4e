import { z } from 'zod'
import { captionField, contentError, urlField } from './fields.ts'
import type { MessageTypeDefinition } from './message-type.ts'

const schema = z.object({
  content: z.object({ url: urlField, caption: captionField }, contentError('{ "url": "https://example.com/a.jpg" }')),
})

/** An image that is fetched from its URL when its turn comes. */
export const imageMessage: MessageTypeDefinition<z.infer<typeof schema>> = {
  type: 'image',
  schema,
  toContent: ({ content }) => ({ url: content.url, caption: content.caption }),
  build: async (content, tools) => {
    const file = await tools.fetchMedia({ url: content.url ?? '', kind: 'image' })
    return {
      outgoing: {
        type: 'image',
        file: { path: file.path, mimetype: file.mimetype },
        caption: content.caption,
        width: file.width,
        height: file.height,
      },
      clear: () => file.remove(),
    }
  },
}
