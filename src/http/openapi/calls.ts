import { z } from 'zod';
import { sendValue } from '../answer.ts';
import { type Call, defineCall } from '../call.ts';
import { anySite } from '../cors.ts';

/**
 * The calls that describe the API, for programs and for people.
 *
 * @param calls gives all there are, these among them
 */
export function referenceCalls(calls: () => readonly Call[]): readonly Call[] {
  const documents = new Map<string, Promise<Readonly<Record<string, unknown>>>>();
  // Loaded and made at the first request: most servers are never asked, and starting is to be quick.
  const load = (publicUrl: string) => {
    const document =
      documents.get(publicUrl) ??
      import('./document.ts').then(({ openApiDocument }) => openApiDocument(calls(), publicUrl));
    documents.set(publicUrl, document);
    return document;
  };
  return [
    defineCall({
      method: 'GET',
      path: '/api/openapi.json',
      id: 'openApi',
      tag: 'Server',
      summary: 'Describes the API for programs: this document',
      cors: anySite,
      response: { schema: z.looseObject({ openapi: z.string() }) },
      handle: async ({ services, reply }) => sendValue(reply, await load(services.settings.publicUrl)),
    }),
    defineCall({
      method: 'GET',
      path: '/api',
      id: 'reference',
      tag: 'Server',
      summary: 'Describes the API for people',
      cors: anySite,
      response: { status: 200, type: 'text/html', description: 'A page' },
      async handle({ services, reply }) {
        const { referencePage } = await import('./page.ts');
        return reply
          .headers({
            'content-type': 'text/html; charset=utf-8',
            'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
          })
          .send(referencePage(calls(), await load(services.settings.publicUrl)));
      },
    }),
  ];
}
