/** Tells whether a client that accepts `accept` would rather have one media type than another; no by default. */
export const prefers = (accept: string | undefined, wanted: string, usual: string): boolean =>
  accept !== undefined && qualityOf(accept, wanted) > qualityOf(accept, usual)

/** Gives how much a media type is wanted, by the range that names it best: 0 for not at all. */
const qualityOf = (accept: string, type: string): number => {
  const ranges = accept.split(',').map(toRange)
  const names = [type, `${type.split('/')[0]}/*`, '*/*']
  return (
    names.map((name) => ranges.find((range) => range.name === name)).find((range) => range !== undefined)?.quality ?? 0
  )
}

const toRange = (text: string): { readonly name: string; readonly quality: number } => {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  const read = quality === undefined ? 1 : Number(quality)
  return { name, quality: Number.isFinite(read) ? read : 0 }
}
