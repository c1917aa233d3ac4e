import { optionalInteger, optionalText, requiredInteger } from './control-request.ts'
import type { ControlRoute } from './control-route.ts'

/** What WhatsApp can hold an account to, and ask of it. */
export const accountRoutes: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/admin/phones/{number}/restrict',
    summary: 'Restricts an account: {"until":1700000000000,"type":"BIZ_QUALITY","notify":true}, times in epoch ms.',
    run(sandbox, request) {
      const body = request.json()
      const until = requiredInteger(body, 'until')
      sandbox.phone(request.number).restrict({
        until,
        type: optionalText(body, 'type'),
        notify: body.notify !== false,
      })
      return { restricted: true, until }
    },
  },
  {
    method: 'POST',
    path: '/admin/phones/{number}/unrestrict',
    summary: 'Lifts the restriction of an account.',
    run(sandbox, { number }) {
      sandbox.phone(number).unrestrict()
      return { restricted: false }
    },
  },
  {
    method: 'POST',
    path: '/admin/phones/{number}/cap-new-chats',
    summary: 'Caps the new chats of an account (a guess): {"total":10,"used":8,"until":1700000000000}.',
    run(sandbox, request) {
      const body = request.json()
      const cap = {
        total: requiredInteger(body, 'total'),
        used: optionalInteger(body, 'used'),
        until: requiredInteger(body, 'until'),
      }
      sandbox.phone(request.number).capNewChats(cap)
      return { capped: true, ...cap }
    },
  },
  {
    method: 'POST',
    path: '/admin/phones/{number}/uncap-new-chats',
    summary: 'Lifts the cap on the new chats of an account (a guess, as the cap is).',
    run(sandbox, { number }) {
      sandbox.phone(number).uncapNewChats()
      return { capped: false }
    },
  },
  {
    method: 'POST',
    path: '/admin/phones/{number}/demand-passkey',
    summary: 'Demands a passkey of an account before it is linked (a guess), or no more: {"demanded":true}.',
    run(sandbox, request) {
      const demanded = request.json().demanded !== false
      sandbox.phone(request.number).demandPasskey(demanded)
      return { demanded }
    },
  },
]
