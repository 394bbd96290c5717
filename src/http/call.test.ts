import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ErrorName } from '../errors/errors.ts';
import { type Call, defineCall, needsToken, parametersOf, readablePath } from './call.ts';
import { errorsOf } from './call-errors.ts';
import { ownBot } from './subjects.ts';

const common = { id: 'x', tag: 'Chat', summary: 'x', response: { schema: z.object({}) } } as const;
const get = { ...common, method: 'GET', path: '/x' } as const;
const post = { ...common, method: 'POST', path: '/x' } as const;
const handle = () => undefined;

it.each([
  ['/api', [], '/api'],
  ['/api/:one/and/:two', ['one', 'two'], '/api/{one}/and/{two}'],
  ['/files/*', ['*'], '/files/{key}'],
])('knows the parameters of %s', (path, names, readable) => {
  expect(parametersOf(path)).toEqual(names);
  expect(readablePath(path)).toBe(readable);
});

describe('errors of a call', () => {
  const always: readonly ErrorName[] = ['internal', 'storeUnavailable', 'outcomeUnknown'];
  const body: readonly ErrorName[] = ['malformedRequest', 'invalidInput', 'payloadTooLarge'];

  it.each<[string, Call, readonly ErrorName[]]>([
    ['that is made', defineCall({ ...get, handle }), ['shuttingDown']],
    ['that is answered to the end', defineCall({ ...get, isAnsweredToTheEnd: true, handle }), []],
    ['that may be sent a body', defineCall({ ...post, handle }), ['shuttingDown', ...body]],
    ['that is sent bytes', defineCall({ ...post, body: 'bytes', handle }), ['shuttingDown']],
    ['that is counted', defineCall({ ...get, limit: 'start', handle }), ['shuttingDown', 'tooManyRequests']],
    ['with a token', defineCall({ ...get, token: 'optional', handle }), ['shuttingDown', 'tooManyRequests']],
    [
      'that needs one',
      defineCall({ ...get, token: { missing: 'notLoggedIn' }, handle }),
      ['shuttingDown', 'tooManyRequests', 'notLoggedIn'],
    ],
    ['with an id', defineCall({ ...get, path: '/:id', handle }), ['shuttingDown', 'impossibleId', 'addressTooLong']],
    ['with a file', defineCall({ ...get, path: '/*', handle }), ['shuttingDown', 'addressTooLong']],
    ['that names one', defineCall({ ...get, errors: ['botClosed'], handle }), ['shuttingDown', 'botClosed']],
  ])('%s', (_, call, errors) => {
    expect([...errorsOf(call)].sort()).toEqual([...always, ...errors].sort());
  });
});

describe('what a handler is given', () => {
  it('has the types of the description', () => {
    const calls = [
      defineCall({
        ...post,
        path: '/:typebotId/*',
        token: { missing: 'notLoggedIn' },
        subject: ownBot,
        query: z.object({ page: z.number() }),
        body: { schema: z.object({ name: z.string() }) },
        handle: ({ user, params, query, body }) =>
          [user.email, params.typebotId, params['*'], body.name].map((text: string) => text.repeat(query.page)),
      }),
      // @ts-expect-error A path without the bot that is asked for.
      defineCall({ ...get, path: '/:sessionId', subject: ownBot, handle }),
      // @ts-expect-error Not in the path.
      defineCall({ ...get, path: '/:sessionId', handle: ({ params }) => params.typebotId }),
      // @ts-expect-error Nobody has looked who calls.
      defineCall({ ...get, token: 'optional', handle: ({ user }) => user.id }),
      // @ts-expect-error Not in the schema.
      defineCall({ ...post, body: { schema: z.object({ name: z.string() }) }, handle: ({ body }) => body.other }),
      // @ts-expect-error Not in the table of errors.
      defineCall({ ...get, errors: ['nothing'], handle }),
    ];
    expect(calls.map(needsToken)).toEqual([true, false, false, false, false, false]);
  });
});
