import { z } from 'zod'
import { KhabeerError } from '../../errors/khabeer-error.ts'
import type { InstanceQr } from '../../facade.ts'
import { prefers } from '../accept.ts'
import type { AnswerWithHeaders } from '../answer-headers.ts'
import { withHeaders } from '../answer-headers.ts'
import { BinaryAnswer } from '../binary-answer.ts'
import type { Route } from '../define-route.ts'
import { defineRoute } from '../define-route.ts'
import type { ApiRequest } from '../exchange.ts'
import type { QrImage } from '../qr-image.ts'
import { toDataUri } from '../qr-image.ts'
import { answeredTime, pathId, toAnsweredTime } from './ids.ts'
import { instanceStatus } from './instance-status.ts'

/** Builds the route that shows the QR code of an instance. */
export const qrRoutes = (draw: QrImage): readonly Route[] => {
  return [
    defineRoute({
      method: 'GET',
      path: '/instances/{id}/qr',
      scope: 'manage',
      summary: 'Shows the QR code to link the number with, until it is linked.',
      status: 200,
      params: z.object({ id: pathId }),
      query: z.object({
        format: z
          .enum(['image', 'raw', 'json'], 'must be image for a PNG, raw for the text of the code, or be left out')
          .optional(),
      }),
      missingCode: 'instance_not_found',
      binaryType: ['image/png', 'text/plain'],
      response: z.union([
        z.object({
          qr_base64: z.string().nullable(),
          // What the picture says, for a client that draws it in its own way.
          qr_text: z.string().nullable(),
          status: instanceStatus,
          phone: z.string().nullable(),
          status_reason: z.string().nullable(),
          expires_at: answeredTime.nullable(),
        }),
        z.object({ status: z.literal('connected'), phone: z.string().nullable() }),
      ]),
      errors: ['qr_not_available'],
      example: {
        response: {
          qr_base64: 'data:image/png;base64,iVBORw0...',
          qr_text: 'https://wa.me/settings/linked_devices#2@AbCd...,EfGh...,IjKl...',
          status: 'waiting_scan',
          phone: null,
          status_reason: null,
          expires_at: '2026-06-20T10:01:00.000Z',
        },
      },
      run: async ({ account, params, query, headers, signal }) => {
        const format = query.format ?? (prefersPicture(headers) ? 'image' : 'json')
        const shown = await account.instances.qr(params.id, { signal })
        if (format === 'raw')
          return varied(new BinaryAnswer('text/plain; charset=utf-8', Buffer.from(assertCode(shown))))
        if (format === 'image') return varied(new BinaryAnswer('image/png', await draw(assertCode(shown))))
        if (shown.status === 'connected') return varied({ status: shown.status, phone: shown.phone })
        return varied({
          qr_base64: shown.qr === null ? null : toDataUri(await draw(shown.qr)),
          qr_text: shown.qr,
          status: shown.status,
          phone: shown.phone,
          status_reason: shown.statusReason,
          expires_at: toAnsweredTime(shown.expiresAt),
        })
      },
    }),
  ]
}

const prefersPicture = ({ accept }: ApiRequest['headers']): boolean =>
  prefers(typeof accept === 'string' ? accept : accept?.join(), 'image/png', 'application/json')

/** What is answered depends on what the client accepts. */
const varied = <Value>(value: Value): AnswerWithHeaders<Value> => withHeaders(value, { vary: 'accept' })

const assertCode = ({ qr, status, statusReason }: InstanceQr): string => {
  if (qr !== null) return qr
  const why = statusReason === null ? status : `${status} (${statusReason})`
  throw new KhabeerError('qr_not_available', `There is no QR code to show: the instance is ${why}.`, {
    details: { status, status_reason: statusReason },
  })
}
