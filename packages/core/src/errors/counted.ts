/** Writes how many there are of something, e.g. `1 instance` or `20 instances`. */
export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`
