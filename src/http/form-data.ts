import { ReparteeError } from '../errors/errors.ts';
import { mostNames } from './body-limits.ts';

/** Longest head of a part, in UTF-16 units: it names the field. */
const longestHead = 8192;

/**
 * The fields of a form that was sent as multipart/form-data (RFC 7578), all of them texts. A name that comes again
 * replaces its value. Throws `malformedRequest`, or `invalidInput` for files and for more than 1000 fields.
 *
 * @example parseFormData('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhi\r\n--x--', 'multipart/form-data; boundary=x')
 * // { a: 'hi' }
 */
export function parseFormData(body: string, contentType: string): Record<string, string> {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw new ReparteeError('malformedRequest');
  // What stands before the first part is for nobody, and so is what comes after the end.
  const [, ...parts] = `\r\n${body}`.split(`\r\n--${boundary}`, mostNames + 3);
  const end = parts.findIndex((part) => part.startsWith('--'));
  if ((end === -1 ? parts.length : end) > mostNames) throw tooManyFields();
  if (end === -1) throw new ReparteeError('malformedRequest');
  return Object.fromEntries(parts.slice(0, end).map(readPart));
}

/** The refusal of a form with more fields than 1000. */
export function tooManyFields(): ReparteeError {
  return refusal('too_big', [], `A form may have ${mostNames} fields`);
}

function readPart(part: string): [name: string, value: string] {
  const head = /^[ \t]*\r\n/.exec(part) ? part.slice(0, longestHead) : '';
  const end = head.indexOf('\r\n\r\n');
  const disposition = /\r\ncontent-disposition:[ \t]*form-data(;[^\r\n]*)/i.exec(head.slice(0, end + 2))?.[1];
  const [, quoted, plain] = /;[ \t]*name=(?:"([^"]*)"|([^\s;"]+))/i.exec(disposition ?? '') ?? [];
  const name = quoted ?? plain;
  if (disposition === undefined || name === undefined) throw new ReparteeError('malformedRequest');
  const field = name.replace(/%(22|0D|0A)/gi, (escaped) => decodeURIComponent(escaped));
  if (/;[ \t]*filename\*?=/i.test(disposition)) {
    throw refusal('custom', [field], 'Files are sent to the address that generate-upload-url gives');
  }
  return [field, part.slice(end + 4)];
}

function refusal(code: string, path: readonly string[], message: string): ReparteeError {
  return new ReparteeError('invalidInput', { data: { issues: [{ code, path, message }] } });
}
