const digits = 5

/** Gives as many phone numbers that begin alike. */
export const numbersFrom = (beginning: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${beginning}${String(index).padStart(digits, '0')}`)
