import type { QrModules } from './qr-modules.ts'
import { patternOf } from './qr-modules.ts'

// ISO/IEC 18004, level L, versions 1 to 20: check words of a block, and blocks.
const checkWords = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28]
const blockCounts = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8]

const levelL = 1
const formatMask = 0x5412
const alphanumeric = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_row, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
]

/** Reads the 15 bits beside the upper left finder pattern: the level of correction and the mask. */
const readFormat = ({ isDark }: QrModules): { readonly level: number; readonly mask: number } => {
  const places = [
    ...[0, 1, 2, 3, 4, 5, 7, 8].map((column) => [8, column]),
    ...[7, 5, 4, 3, 2, 1, 0].map((row) => [row, 8]),
  ]
  const bits = places.reduce((value, [row = 0, column = 0]) => (value << 1) | Number(isDark(row, column)), 0)
  const format = bits ^ formatMask
  return { level: format >> 13, mask: (format >> 10) & 7 }
}

/** Reads the data bits: two columns at a time from the right, up and down in turn, the mask taken off. */
const readWords = (modules: QrModules, mask: number): readonly number[] => {
  const isPattern = patternOf(modules)
  const isFlipped = masks[mask] ?? (() => false)
  const bits: boolean[] = []
  let goesUp = true
  for (let right = modules.size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    for (let step = 0; step < modules.size; step += 1) {
      const row = goesUp ? modules.size - 1 - step : step
      for (const column of [right, right - 1]) {
        if (!isPattern(row, column)) bits.push(modules.isDark(row, column) !== isFlipped(row, column))
      }
    }
    goesUp = !goesUp
  }
  return Array.from({ length: Math.floor(bits.length / 8) }, (_, index) =>
    bits.slice(index * 8, index * 8 + 8).reduce((word, bit) => (word << 1) | Number(bit), 0),
  )
}

/** Puts the data words of the interleaved blocks in a row; the later blocks may be one word longer. */
const joinBlocks = (words: readonly number[], version: number): readonly number[] => {
  const blocks = blockCounts[version - 1]
  const checks = checkWords[version - 1]
  if (blocks === undefined || checks === undefined) throw new Error(`Version ${version} is not read here.`)
  const shortLength = Math.floor(words.length / blocks) - checks
  const shortBlocks = blocks - (words.length % blocks)
  return Array.from({ length: blocks }, (_, block) => {
    const short = Array.from({ length: shortLength }, (_, index) => words[index * blocks + block] ?? 0)
    return block < shortBlocks ? short : [...short, words[shortLength * blocks + block - shortBlocks] ?? 0]
  }).flat()
}

const readText = (words: readonly number[], version: number): string => {
  const bits = words.map((word) => word.toString(2).padStart(8, '0')).join('')
  let at = 0
  const take = (length: number): number => {
    at += length
    return Number.parseInt(bits.slice(at - length, at), 2)
  }
  const isLarge = version > 9
  const bytes: number[] = []
  const write = (text: string) => bytes.push(...Buffer.from(text))
  while (at + 4 <= bits.length) {
    const mode = take(4)
    if (mode === 0) break
    if (mode === 4) for (let left = take(isLarge ? 16 : 8); left > 0; left -= 1) bytes.push(take(8))
    else if (mode === 2) {
      let left = take(isLarge ? 11 : 9)
      for (; left > 1; left -= 2) {
        const pair = take(11)
        write(`${alphanumeric[Math.floor(pair / 45)]}${alphanumeric[pair % 45]}`)
      }
      if (left === 1) write(`${alphanumeric[take(6)]}`)
    } else if (mode === 1) {
      for (let left = take(isLarge ? 12 : 10); left > 0; left -= 3) {
        const digits = Math.min(left, 3)
        write(String(take(digits * 3 + 1)).padStart(digits, '0'))
      }
    } else throw new Error(`Mode ${mode} is not read here.`)
  }
  return Buffer.from(bytes).toString('utf8')
}

/** Reads the text of a QR code of level L that is not damaged. */
export const decodeQr = (modules: QrModules): string => {
  const { level, mask } = readFormat(modules)
  if (level !== levelL) throw new Error('Only level L is read here.')
  return readText(joinBlocks(readWords(modules, mask), modules.version), modules.version)
}
