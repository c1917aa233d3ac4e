import type { Pixels } from './decode-png.ts'

/** The modules of a QR code: whether the one in a row and column is dark. */
export interface QrModules {
  readonly size: number
  readonly version: number
  isDark(row: number, column: number): boolean
}

/** Finds the modules of an upright QR code that is drawn without distortion. */
export const toModules = ({ width, at }: Pixels): QrModules => {
  let margin = 0
  while (margin < width && at(margin, margin) > 127) margin += 1
  // The first row crosses the whole upper edge of a finder pattern, which is seven modules long.
  let edge = margin
  while (edge < width && at(edge, margin) <= 127) edge += 1
  const scale = (edge - margin) / 7
  const size = (width - 2 * margin) / scale
  const middle = (index: number) => margin + Math.floor((index + 0.5) * scale)
  return {
    size,
    version: (size - 17) / 4,
    isDark: (row, column) => at(middle(column), middle(row)) <= 127,
  }
}

const alignmentCentres = ({ version, size }: QrModules): readonly number[] => {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.floor((version * 4 + count * 2 + 1) / (count * 2 - 2)) * 2
  const upper = Array.from({ length: count - 1 }, (_, index) => size - 7 - index * step)
  return [6, ...upper]
}

/** Tells which modules carry the pattern of every QR code, and no data. */
export const patternOf = (modules: QrModules): ((row: number, column: number) => boolean) => {
  const { size, version } = modules
  const centres = alignmentCentres(modules)
  const isCorner = (row: number, column: number) =>
    (row < 9 && column < 9) || (row < 9 && column >= size - 8) || (row >= size - 8 && column < 9)
  const isVersion = (row: number, column: number) => version >= 7 && row < 6 && column >= size - 11 && column < size - 8
  const isAlignment = (row: number, column: number) =>
    centres.some((y) => centres.some((x) => !isCorner(y, x) && Math.abs(row - y) <= 2 && Math.abs(column - x) <= 2))
  return (row, column) =>
    row === 6 ||
    column === 6 ||
    isCorner(row, column) ||
    isVersion(row, column) ||
    isVersion(column, row) ||
    isAlignment(row, column)
}
