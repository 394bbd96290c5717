/** Currencies without a smaller unit, as the payment provider counts them (inputs §3.12). */
const zeroDecimalCurrencies = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF'.split(' '));

/** Currencies whose smallest unit is a thousandth, as the payment provider counts them. */
const threeDecimalCurrencies = new Set('BHD JOD KWD OMR TND'.split(' '));

/** An amount of money as typed: a number with a decimal point. Nothing is 0, anything else is NaN. */
export function readAmount(text: string): number {
  const amount = Number(text);
  return Number.isFinite(amount) ? amount : Number.NaN;
}

/**
 * The integer that the provider charges for an amount: whole units of currencies without a smaller one, else
 * hundredths, also where the provider takes them for thousandths (inputs §3.12).
 *
 * @param currency ISO 4217 code in capitals
 * @example minorUnits(10.5, 'USD') // 1050
 * @example minorUnits(1.005, 'USD') // 101
 * @example minorUnits(1000, 'JPY') // 1000
 */
export function minorUnits(amount: number, currency: string): number {
  return Math.round(zeroDecimalCurrencies.has(currency) ? amount : shiftPoint(amount, 2));
}

/** Moves the decimal point of a number as it is written: 1.005 times 100 is less than 100.5. */
function shiftPoint(amount: number, places: number): number {
  const [digits, exponent = '0'] = String(amount).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}

/** True for a text that has the form of a currency code. Others cannot be written as an amount. */
export function isCurrencyCode(text: string): boolean {
  return /^[A-Z]{3}$/.test(text);
}

/**
 * What is charged, as people read it: in French for euros, else in American English. The number of decimals is that of
 * the provider; what `Intl` knows of a currency changes from version to version.
 *
 * @param charged integer of `minorUnits`
 * @example amountLabel(1050, 'USD') // '$10.50'
 * @example amountLabel(100000, 'HUF') // 'HUF 1,000.00'
 */
export function amountLabel(charged: number, currency: string): string {
  const decimals = decimalsOf(currency);
  return new Intl.NumberFormat(currency === 'EUR' ? 'fr-FR' : 'en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(shiftPoint(charged, -decimals));
}

function decimalsOf(currency: string): number {
  if (zeroDecimalCurrencies.has(currency)) return 0;
  return threeDecimalCurrencies.has(currency) ? 3 : 2;
}
