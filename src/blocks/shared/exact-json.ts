import { parseBoundedJson } from '../../flow/depth.ts';

/**
 * Reads JSON without losing digits: whole numbers that JavaScript cannot hold exactly become texts. Throws a
 * SyntaxError like `JSON.parse`, also for deep nesting.
 *
 * @example parseExactJson('{"id":9007199254740993}') // { id: '9007199254740993' }
 */
export function parseExactJson(text: string): unknown {
  // Reviving every value is slow, and few texts hold such a number.
  return parseBoundedJson(text, /\d{16}/.test(text) ? (json) => JSON.parse(json, keepDigits) : undefined);
}

/** The same, or the text itself when it is no JSON. */
export function parseExactJsonOr(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return text;
  }
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d+$/.test(source) ? source : value;
}
