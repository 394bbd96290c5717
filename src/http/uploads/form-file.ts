import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import type { FastifyRequest } from 'fastify';

/** Most parts of a form; each costs time however short it is. */
const mostParts = 100;

/** True for a body that is a form in parts (RFC 7578). */
export function isFormInParts({ headers }: FastifyRequest): boolean {
  return /^multipart\/form-data(?![^;\s])/i.test(headers['content-type'] ?? '');
}

/**
 * The bytes of the first part named `file` of a form, as they arrive. Throws an Error when the body is no form, breaks off
 * or has too many parts; the parser then gets nothing of the rest.
 */
export async function* fileOfForm(request: FastifyRequest, body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const arrived: Uint8Array[] = [];
  const form = new Busboy({
    headers: request.headers as BusboyHeaders,
    limits: { parts: mostParts, fileSize: Number.POSITIVE_INFINITY },
  });
  let isFound = false;
  form.on('file', (name, file) => {
    // What became of a part is told by the form as well.
    file.on('error', () => {});
    if (name !== 'file' || isFound) return file.resume();
    isFound = true;
    return file.on('data', (piece: Uint8Array) => arrived.push(piece));
  });
  const ended = new Promise<void>((resolve, reject) => {
    form.on('finish', resolve);
    form.on('error', reject);
    form.on('partsLimit', () => reject(new Error(`a form of more than ${mostParts} parts`)));
  });
  for await (const chunk of body) {
    await Promise.race([ended, new Promise<void>((resolve) => form.write(chunk, () => resolve()))]);
    yield* arrived.splice(0);
  }
  form.end();
  await ended;
  yield* arrived;
}
