import type * as PhoneNumbers from 'libphonenumber-js';
import { asciiFigures } from './ascii-figures.ts';
import { currentMexicanMobiles } from './mexican-mobiles.ts';

/** Characters of a reply that are searched: searching takes long in texts made for that. */
const searchedLength = 1000;

let phoneNumbers: typeof PhoneNumbers | undefined;

/**
 * The first phone number inside a text, in E.164. It may be written in the digits of any script. Only the first 1000
 * characters of the text are searched.
 *
 * @param country ISO 3166 code in capitals that national numbers belong to; an unknown one counts as none
 * @example await findPhoneNumber('call 06 12 34 56 78', 'FR') // '+33612345678'
 */
export async function findPhoneNumber(text: string, country: string | undefined): Promise<string | undefined> {
  // The rules of all countries take their time and room, so they are loaded when somebody is asked for a number.
  phoneNumbers ??= await import('libphonenumber-js');
  const { isSupportedCountry, searchPhoneNumbersInText } = phoneNumbers;
  const defaultCountry = country !== undefined && isSupportedCountry(country) ? country : undefined;
  const searched = currentMexicanMobiles(asciiFigures(text.slice(0, searchedLength)), defaultCountry);
  // A comma announces an extension of at most nine digits: `at 15:30, 06123456789` would give `061234567`.
  for (const part of searched.split(',')) {
    for (const found of searchPhoneNumbersInText(part, { defaultCountry })) return found.number.number;
  }
  return undefined;
}
