import { sendValue } from '../answer.ts';
import type { Routes } from '../routes.ts';
import type { Services } from '../services.ts';

/** Adds the description of the API, for programs and for people. */
export function addReference(routes: Routes, { settings }: Services): void {
  let document: Promise<Readonly<Record<string, unknown>>> | undefined;
  // Loaded and made at the first request: most servers are never asked, and starting is to be quick.
  const load = () => {
    document ??= import('./document.ts').then(({ openApiDocument }) => openApiDocument(settings.publicUrl));
    return document;
  };
  routes.add('open', {
    method: 'GET',
    url: '/api/openapi.json',
    handler: async (_request, reply) => sendValue(reply, await load()),
  });
  routes.add('open', {
    method: 'GET',
    url: '/api',
    handler: async (_request, reply) => {
      const { referencePage } = await import('./page.ts');
      return reply
        .headers({
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
        })
        .send(referencePage(await load()));
    },
  });
}
