import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { expect, it } from 'vitest'
import { judgeNumber } from './possible-number.ts'

/** Numbers of every country and of codes that no country has, in every length, with and without a national prefix. */
const samples = (): readonly string[] => {
  const codes = new Set([...getCountries().map((country) => getCountryCallingCode(country)), '800', '883', '999', '21'])
  const nationals = ['0', '1', '8', '06', '15', '35', '5', '90'].map((start) => start.padEnd(15, '1357924680'))
  return [...codes].flatMap((code) =>
    nationals.flatMap((national) =>
      Array.from({ length: 12 }, (_, index) => `${code}${national.slice(0, index + 3)}`).filter(
        ({ length }) => length >= 7 && length <= 15,
      ),
    ),
  )
}

it('every number is judged as parsing it in full judges', () => {
  const byParsing = (digits: string) => parsePhoneNumberFromString(`+${digits}`)?.isPossible() === true

  const differing = samples().filter((digits) => (judgeNumber(digits) === 'possible') !== byParsing(digits))

  expect(differing).toEqual([])
})
