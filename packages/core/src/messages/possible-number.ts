import type { CountryCallingCode } from 'libphonenumber-js/min'
import { getCountries, getCountryCallingCode, PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** Tells whether digits in international format can be a phone number, and if not, why. */
export const judgeNumber = (digits: string): 'possible' | 'unknown_country' | 'wrong_length' => {
  if (isPossibleAsWritten(digits)) return 'possible'
  const parsed = parsePhoneNumberFromString(`+${digits}`)
  if (parsed === undefined) return 'unknown_country'
  return parsed.isPossible() ? 'possible' : 'wrong_length'
}

/** Finds most numbers possible at a fifth of the price: parsing also looks for extensions, prefixes and the country. */
const isPossibleAsWritten = (digits: string): boolean => {
  const phone = toPhone(digits)
  return phone !== null && unsharedCallingCodes.has(phone.countryCallingCode) && phone.isPossible()
}

const toPhone = (digits: string): PhoneNumber | null => {
  try {
    return new PhoneNumber(`+${digits}`)
  } catch {
    // The only thing it throws says that no country has such a code; the parser will say so.
    return null
  }
}

const findUnsharedCallingCodes = (): ReadonlySet<CountryCallingCode> => {
  const all = getCountries().map((country) => getCountryCallingCode(country))
  return new Set(all.filter((code) => all.indexOf(code) === all.lastIndexOf(code)))
}

/** Where several countries share a calling code, the lengths depend on digits that only the parser looks at. */
const unsharedCallingCodes = findUnsharedCallingCodes()
