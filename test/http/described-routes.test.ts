import diagnostics from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import { afterAll, describe, expect, it } from 'vitest';
import { readablePath } from '../../src/http/call.ts';
import { calls } from '../../src/http/calls.ts';
import { openApiDocument } from '../../src/http/openapi/document.ts';
import { placesOf, programFiles } from '../architecture/source-files.ts';
import { openSmallServer } from '../support/small-server.ts';

/** Calls that the reference leaves out. */
const unlisted = [
  'POST /api/v1/templates/{templateSlug}/preview/startChat',
  'POST /api/v1/typebots/{typebotId}/blocks/{blockId}/whatsapp/{phone}/executeTestWebhook',
];
/** Older spellings of calls, for clients that know no other. */
const oldSpellings = [
  'POST /api/v1/sessions/{sessionId}/streamMessage',
  'POST /api/v3/sessions/{sessionId}/streamMessage',
  'GET /healthz',
  'GET /api/healthz',
];

const document = openApiDocument(calls, 'http://127.0.0.1:3000');
const described = Object.entries(document.paths as Readonly<Record<string, object>>).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

/** Routes of a server: those that answer calls, and the others. */
async function routes() {
  const answering = new Set<string>();
  const others = new Map<string, Set<string>>();
  const listen = (message: unknown) => {
    (message as { readonly fastify: FastifyInstance }).fastify.addHook('onRoute', ({ method, url, config }) => {
      for (const one of [method].flat()) {
        if (config?.call) answering.add(`${one} ${readablePath(url)}`);
        else others.set(url, (others.get(url) ?? new Set()).add(one));
      }
    });
  };
  diagnostics.subscribe('fastify.initialization', listen);
  try {
    return { server: await openSmallServer(), answering, others };
  } finally {
    diagnostics.unsubscribe('fastify.initialization', listen);
  }
}

describe('routes', async () => {
  const { server, answering, others } = await routes();
  afterAll(() => server.close());

  it('are described where they answer, but for a few', () => {
    // Whoever may GET may also ask for the head alone.
    const alone = [...answering].filter(
      (route) => !route.startsWith('HEAD ') || !answering.has(route.replace('HEAD', 'GET')),
    );
    expect(alone.sort()).toEqual([...described, ...unlisted, ...oldSpellings].sort());
  });

  it('are left out of the reference for a reason', () => {
    const left = calls.filter((call) => call.unlisted !== undefined);
    expect(left.map(({ method, path }) => `${method} ${readablePath(path)}`)).toEqual(unlisted);
    for (const { unlisted: reason } of left) expect(reason).toMatch(/\.$/);
    const aliases = calls.flatMap(({ method, aliases = [] }) =>
      aliases.map((path) => `${method} ${readablePath(path)}`),
    );
    expect(aliases.sort()).toEqual([...oldSpellings].sort());
  });

  it('do nothing else but answer preflights and name the right way', async () => {
    for (const [url, methods] of others) {
      for (const method of methods) {
        const answer = await server.app.inject({ method: method as 'GET', url });
        const isRefusal = [404, 405].includes(answer.statusCode);
        expect(method === 'OPTIONS' ? answer.statusCode < 300 : isRefusal, `${method} ${url}`).toBe(true);
      }
    }
  });

  it('are added in one place only', () => {
    const elsewhere = programFiles('src/http').filter(({ path }) => path !== 'src/http/routes.ts');
    expect(
      placesOf(elsewhere, /\b(?:app|scope|fastify)\.(?:route|all|get|head|post|put|patch|delete|options)\(/),
    ).toEqual([]);
  });
});

describe('calls', () => {
  it('have names of their own', () => {
    const ids = calls.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are the only ones with their method and path', () => {
    const spellings = calls.flatMap(({ method, path, aliases = [] }) =>
      [path, ...aliases].map((one) => `${method} ${one}`),
    );
    expect(new Set(spellings).size).toBe(spellings.length);
  });
});
