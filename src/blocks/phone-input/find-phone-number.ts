import { isSupportedCountry, searchPhoneNumbersInText } from 'libphonenumber-js';

/** Characters of a reply that are searched: searching takes long in texts made for that. */
const searchedLength = 1000;

/**
 * The first phone number inside a text, in E.164. Only the first 1000 characters of the text are searched.
 *
 * @param country ISO 3166 code in capitals that national numbers belong to; an unknown one counts as none
 * @example findPhoneNumber('call 06 12 34 56 78', 'FR') // '+33612345678'
 */
export function findPhoneNumber(text: string, country: string | undefined): string | undefined {
  const defaultCountry = country !== undefined && isSupportedCountry(country) ? country : undefined;
  for (const found of searchPhoneNumbersInText(text.slice(0, searchedLength), { defaultCountry })) {
    return found.number.number;
  }
  return undefined;
}
