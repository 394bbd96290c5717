/** Currencies without a smaller unit, as payment providers count them. */
const zeroDecimalCurrencies = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF'.split(' '));

/** An amount of money as typed: a number with a decimal point. Nothing is 0, anything else is NaN. */
export function readAmount(text: string): number {
  const amount = Number(text);
  return Number.isFinite(amount) ? amount : Number.NaN;
}

/**
 * An amount in the smallest unit of its currency.
 *
 * @param currency ISO 4217 code in capitals
 * @example minorUnits(10.5, 'USD') // 1050
 * @example minorUnits(1000, 'JPY') // 1000
 */
export function minorUnits(amount: number, currency: string): number {
  return Math.round(amount * (zeroDecimalCurrencies.has(currency) ? 1 : 100));
}

/** True for a text that has the form of a currency code. Others cannot be written as an amount. */
export function isCurrencyCode(text: string): boolean {
  return /^[A-Z]{3}$/.test(text);
}

/**
 * An amount as people read it: in French for euros, else in American English.
 *
 * @example amountLabel(10.5, 'USD') // '$10.50'
 */
export function amountLabel(amount: number, currency: string): string {
  const locale = currency === 'EUR' ? 'fr-FR' : 'en-US';
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount);
}
