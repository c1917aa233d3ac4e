import { toType } from './to-type.mjs'

const head = '// Written by `npm run openapi` from docs/openapi.json; changes made here are lost.\n'

const comment = (text) => `/** ${text} */\n`

const toDeclaration = ([name, schema]) => {
  const { description = `The \`${name}\` of the API document.` } = schema
  const type = toType(schema)
  const declared =
    type.startsWith('{') && schema.allOf === undefined ? `export interface ${name} ${type}\n` : declareUnion(name, type)
  return `${comment(description)}${declared}`
}

const declareUnion = (name, type) => {
  const line = `export type ${name} = ${type}\n`
  if (line.length <= 121 || !/^'[^{}()]*'$/.test(type)) return line
  return `export type ${name} =\n${type
    .split(' | ')
    .map((part) => `  | ${part}\n`)
    .join('')}`
}

const paramsOf = (operation, place) => (operation.parameters ?? []).filter((parameter) => parameter.in === place)

const toRecord = (parameters) => ({
  type: 'object',
  properties: Object.fromEntries(
    parameters.map(({ name, schema, description }) => [name, { ...schema, ...(description && { description }) }]),
  ),
  required: parameters.filter(({ required }) => required).map(({ name }) => name),
})

const successOf = ({ responses }) => {
  const [, response] = Object.entries(responses).find(([status]) => status.startsWith('2'))
  const types = Object.entries(response.content ?? {})
  // Of a stream, what each of its events carries.
  const [, described] = types.find(([type]) => ['application/json', 'text/event-stream'].includes(type)) ?? []
  return described === undefined ? { type: 'string' } : described.schema
}

const toRoute = (line, operation) => {
  const path = paramsOf(operation, 'path')
  const query = paramsOf(operation, 'query')
  const body = operation.requestBody?.content['application/json'].schema
  const members = [
    ...(path.length > 0 ? [['params', toRecord(path)]] : []),
    ...(query.length > 0 ? [['query', toRecord(query)]] : []),
    ...(body === undefined ? [] : [['body', body]]),
    ['response', successOf(operation)],
  ]
  const text = members.map(([name, schema]) => `    readonly ${name}: ${toType(schema, 2)}\n`).join('')
  return `  /** ${operation.summary} */\n  readonly '${line}': {\n${text}  }\n`
}

/** Writes the types of what a document's routes take and give, as a TypeScript file. */
export const toTypes = ({ paths, components }) => {
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => toRoute(`${method.toUpperCase()} ${path}`, operation)),
  )
  return [
    head,
    ...Object.entries(components.schemas).map(toDeclaration),
    `${comment('What each route takes and gives.')}export interface ApiRoutes {\n${routes.join('')}}\n`,
  ].join('\n')
}
