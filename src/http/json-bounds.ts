import { ReparteeError } from '../errors/errors.ts';
import { maxDepth } from '../flow/depth.ts';

/** Most values in the JSON of a caller without a token; parsing so many takes a few milliseconds. */
export const mostValues = 20_000;

/**
 * Looks through a JSON text before anything is made of it: parsing and validating cost far more than looking. Throws
 * `invalidInput` when lists and objects are nested too deeply, or hold more values than allowed. Whether the text is
 * JSON at all is for the parser to say.
 */
export function boundJson(text: string, most: number): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"':
        at = endOfText(text, at);
        break;
      case '[':
      case '{':
        if (++depth > maxDepth) refuse('custom', `Lists and objects may be nested ${maxDepth} levels deep`);
        break;
      case ']':
      case '}':
        depth--;
        break;
      case ',':
        if (++values > most) refuse('too_big', `A body may hold ${most} values`);
        break;
    }
  }
}

/** Place of the quote that ends the text which begins at a quote. */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    let first = end;
    while (json[first - 1] === '\\') first--;
    // Pairs of backslashes stand for themselves; one that is left escapes the quote.
    if ((end - first) % 2 === 0) return end;
  }
  return json.length;
}

function refuse(code: string, message: string): never {
  throw new ReparteeError('invalidInput', { data: { issues: [{ code, path: [], message }] } });
}
