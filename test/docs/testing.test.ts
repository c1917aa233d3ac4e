import { describe, expect, it } from 'vitest'
import { HELP } from '../../packages/sandbox/src/cli/options.ts'
import { CONTROL_ROUTES } from '../../packages/sandbox/src/control/control-routes.ts'
import { codeIn, readPage, sectionOf, tableIn } from './support/markdown.ts'
import { membersOf } from './support/type-check.ts'

const page = readPage('docs/testing.md')
const faultRows = tableIn(sectionOf(page, '## Faults'))
const [commandOptions = '', controlRoutes = ''] = sectionOf(page, '## In another language').split('It prints where')

describe('docs/testing.md', () => {
  it('lists every fault that can be set, and no other', () => {
    const faults = Object.keys(membersOf('packages/sandbox/src/faults/faults.ts', 'Faults'))

    expect(faultRows.map(([call]) => codeIn(call)).toSorted()).toEqual(
      faults.filter((name) => name !== 'list' && name !== 'clear').toSorted(),
    )
  })

  it('lists every kind of fault that the control API takes, and no other', () => {
    const summary = CONTROL_ROUTES.find(({ method, path }) => method === 'POST' && path === '/admin/faults')?.summary
    const kinds = /kinds: ([\w, ]+)\./.exec(summary ?? '')?.[1]?.split(', ') ?? []

    const listed = faultRows.map(([, kind]) => codeIn(kind)).filter((kind) => kind !== '')

    expect(kinds.length).toBeGreaterThan(0)
    expect(listed.toSorted()).toEqual(kinds.toSorted())
  })

  it('lists every option of the command, and no other', () => {
    const options = [...HELP.matchAll(/^ +(--[\w-]+)/gm)].map(([, option]) => option)

    expect(tableIn(commandOptions).map(([option]) => codeIn(option).split(' ')[0])).toEqual(options)
  })

  it('lists every route of the control API, and no other', () => {
    const routes = ['GET /', 'GET /info', ...CONTROL_ROUTES.map(({ method, path }) => `${method} ${path}`)]

    expect(tableIn(controlRoutes).map(([route]) => codeIn(route))).toEqual(routes)
  })
})
