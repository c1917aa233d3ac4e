const isTerminal = process.stdout.isTTY === true && !process.env.NO_COLOR

const paint = (code) => (text) => (isTerminal ? `\x1b[${code}m${text}\x1b[0m` : text)

export const bold = paint(1)
export const dim = paint(2)
export const green = paint(32)
export const red = paint(31)
export const cyan = paint(36)
