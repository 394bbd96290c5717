const between = '[ .()\\p{Pd}]*';
const mobile = `52${between}1(?=(?:${between}\\d){10}(?!\\d))`;
const fromAbroad = new RegExp(`(?<prefix>(?:\\+|(?<!\\d)(?:00|011)) ?)${mobile}`, 'gu');
const withinMexico = new RegExp(`(?<![\\d+])${mobile}`, 'gu');

/**
 * A text with the numbers of Mexican mobiles as they are dialled since August 2019, without the `1` after the country
 * code: messaging apps and contacts of phones still write it, and it is no number of the plan any more.
 *
 * @param country ISO 3166 code; Mexico's own people also leave out the `+`
 * @example currentMexicanMobiles('+52 1 55 1234 5678', undefined) // '+52 55 1234 5678'
 */
export function currentMexicanMobiles(text: string, country: string | undefined): string {
  const current = text.replace(fromAbroad, '$<prefix>52');
  return country === 'MX' ? current.replace(withinMexico, '52') : current;
}
