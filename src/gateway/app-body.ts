import type { AppRequest } from '../channels/channel.ts';
import type { HttpClient } from '../effects/http/client.ts';
import { FileError } from './file-error.ts';

/** Largest file that is handed to an app, in bytes. */
const mostFile = 25 * 1024 * 1024;
/** Time to fetch it, in ms. */
const fileTimeoutMs = 30_000;

/** The body of a request as it is sent, with the headers that describe it. */
export interface AppBody {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Writes a body; a file in it is fetched from its address. Rejects with FileError when that cannot be had. */
export async function appBody({ body }: AppRequest, http: HttpClient): Promise<AppBody> {
  switch (body?.kind) {
    case undefined:
      return { headers: {} };
    case 'json':
      return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body.value) };
    case 'text':
      return { headers: { 'content-type': body.mimeType }, body: body.text };
    case 'form': {
      const { field, url, name, typeField, mimeType } = body.file;
      const { bytes, type } = await fileAt(url, http);
      const form = new FormData();
      for (const [key, value] of Object.entries(body.fields)) form.append(key, value);
      if (typeField !== undefined) form.append(typeField, mimeType ?? type);
      form.append(field, new Blob([new Uint8Array(bytes)], { type: mimeType ?? type }), name);
      const written = new Response(form);
      return {
        headers: { 'content-type': written.headers.get('content-type') ?? 'multipart/form-data' },
        body: new Uint8Array(await written.arrayBuffer()),
      };
    }
  }
}

async function fileAt(url: string, http: HttpClient): Promise<{ readonly bytes: Uint8Array; readonly type: string }> {
  try {
    const { status, headers, body } = await http.request({ url, timeoutMs: fileTimeoutMs, maxBytes: mostFile });
    if (status < 200 || status > 299) throw new FileError(`The file was answered with ${status}`);
    const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? 'application/octet-stream';
    return { bytes: body, type: type.replace(/;.*$/s, '').trim() };
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError('The file could not be fetched', { cause: error });
  }
}
