import { sendValue } from '../answer.ts';
import type { Routes } from '../routes.ts';
import type { Services } from '../services.ts';
import { openApiDocument } from './document.ts';
import { referencePage } from './page.ts';

/** Adds the description of the API, for programs and for people. */
export function addReference(routes: Routes, { settings }: Services): void {
  let document: ReturnType<typeof openApiDocument> | undefined;
  const load = () => {
    // Made at the first request: most servers are never asked, and starting is to be quick.
    document ??= openApiDocument(settings.publicUrl);
    return document;
  };
  routes.add('open', {
    method: 'GET',
    url: '/api/openapi.json',
    handler: (_request, reply) => sendValue(reply, load()),
  });
  routes.add('open', {
    method: 'GET',
    url: '/api',
    handler: (_request, reply) =>
      reply
        .headers({
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
        })
        .send(referencePage(load())),
  });
}
