import { parseBoundedJson } from '../../flow/depth.ts';

/** Digits of the shortest whole number that JavaScript cannot hold exactly. */
const riskyLength = 16;
const quote = 0x22;
const backslash = 0x5c;
const wholeNumber = /^-?\d+$/;

/**
 * Reads JSON without losing digits: whole numbers that JavaScript cannot hold exactly become texts. Throws a
 * SyntaxError like `JSON.parse`, also for deep nesting.
 *
 * @example parseExactJson('{"id":9007199254740993}') // { id: '9007199254740993' }
 */
export function parseExactJson(text: string): unknown {
  const value = parseBoundedJson(text);
  // Few texts hold such a number. A function that looks at every value would make JSON.parse many times slower.
  if (!/\d{16}/.test(text)) return value;
  const exact = withLargeNumbersQuoted(text);
  return exact === text ? value : JSON.parse(exact);
}

/** The same, or the text itself when it is no JSON. */
export function parseExactJsonOr(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return text;
  }
}

/** Writes the whole numbers of a JSON text that JavaScript cannot hold exactly as texts. */
function withLargeNumbersQuoted(json: string): string {
  let quoted = '';
  let from = 0;
  let at = 0;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    const end = code === quote ? endOfText(json, at) : isInNumber(code) ? endOfNumber(json, at) : at + 1;
    if (code !== quote && end - at >= riskyLength) {
      const number = json.slice(at, end);
      if (wholeNumber.test(number) && !Number.isSafeInteger(Number(number))) {
        quoted += `${json.slice(from, at)}"${number}"`;
        from = end;
      }
    }
    at = end;
  }
  return quoted + json.slice(from);
}

/** The place behind the text that begins at a quotation mark. */
function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (json.charCodeAt(at) !== quote) at += json.charCodeAt(at) === backslash ? 2 : 1;
  return at + 1;
}

function endOfNumber(json: string, start: number): number {
  let at = start;
  while (isInNumber(json.charCodeAt(at))) at++;
  return at;
}

/** True for `+`, `-`, `.`, digits and the `E` of powers of ten; words of JSON hold the small one too, and no digit. */
function isInNumber(code: number): boolean {
  return (code >= 0x2b && code <= 0x39 && code !== 0x2c && code !== 0x2f) || code === 0x45 || code === 0x65;
}
