import { z } from 'zod'
import { textField } from './fields.ts'
import type { MessageTypeDefinition } from './message-type.ts'

const schema = z.object({ text: textField })

/** Plain text. */
export const textMessage: MessageTypeDefinition<z.infer<typeof schema>> = {
  type: 'text',
  schema,
  toContent: ({ text }) => ({ text }),
  build: async (content) => ({
    outgoing: { type: 'text', text: content.text ?? '' },
    clear: async () => undefined,
  }),
}
