const quote = (value) => (typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : String(value))

const nameOf = (ref) => ref.split('/').at(-1)

const isPlainName = (name) => /^[A-Za-z_$][\w$]*$/.test(name)

const union = (types) => [...new Set(types)].join(' | ')

const wrap = (type) => (type.includes(' | ') && !type.endsWith('}') ? `(${type})` : type)

const simple = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null' }

/**
 * Writes a JSON schema as a TypeScript type, `depth` levels deep. What a document leaves open is `unknown`; what it may
 * give without being required is optional.
 */
export const toType = (schema, depth = 0) => {
  if (schema.$ref !== undefined) return nameOf(schema.$ref)
  if (schema.enum !== undefined) return union(schema.enum.map(quote))
  if (schema.const !== undefined) return quote(schema.const)
  const variants = schema.anyOf ?? schema.oneOf
  if (variants !== undefined) return union(variants.map((variant) => toType(variant, depth)))
  if (schema.allOf !== undefined) return schema.allOf.map((part) => wrap(toType(part, depth))).join(' & ')
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => toType({ ...schema, type }, depth)))
  if (schema.type === 'array') return `readonly ${wrap(toType(schema.items ?? {}, depth))}[]`
  if (schema.type === 'object') return toObject(schema, depth)
  return simple[schema.type] ?? 'unknown'
}

const toObject = ({ properties, required = [], additionalProperties }, depth) => {
  if (properties === undefined || Object.keys(properties).length === 0) {
    const isOpen = additionalProperties === undefined || typeof additionalProperties === 'boolean'
    return `Readonly<Record<string, ${isOpen ? 'unknown' : toType(additionalProperties, depth)}>>`
  }
  const indent = '  '.repeat(depth + 1)
  const members = Object.entries(properties).map(([name, schema]) => {
    const key = isPlainName(name) ? name : quote(name)
    const type = toType(schema, depth + 1)
    const comment = schema.description === undefined ? '' : `${indent}/** ${schema.description} */\n`
    const member = required.includes(name) ? `${key}: ${type}` : `${key}?: ${type} | undefined`
    return `${comment}${indent}readonly ${member}\n`
  })
  return `{\n${members.join('')}${'  '.repeat(depth)}}`
}
