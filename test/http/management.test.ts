import { describe, expect, it } from 'vitest';
import { errorTable } from '../../src/errors/errors.ts';
import type { Call } from '../../src/http/call.ts';
import { managementCalls } from '../../src/http/management-api/calls.ts';
import { type Scenario, testScenarios } from '../support/scenario.ts';
import { accountScenarios } from './management/account.ts';
import { botScenarios } from './management/bots.ts';
import { credentialScenarios } from './management/credentials.ts';
import { issueAt, messageOf, prepare, type Scenarios } from './management/prepare.ts';
import { publicationScenarios } from './management/publication.ts';
import { resultScenarios } from './management/results.ts';

const scenarios: Scenarios = {
  ...accountScenarios,
  ...botScenarios,
  ...credentialScenarios,
  ...publicationScenarios,
  ...resultScenarios,
};

it('has scenarios of every call, and of no others', () => {
  expect(Object.keys(scenarios).sort()).toEqual(managementCalls.map(({ id }) => id).sort());
});

describe.each(managementCalls.map((call) => ({ id: call.id, call })))('$id', ({ id, call }) => {
  const table = scenarios[id]!;
  // What any call refuses is tried with the request that is well meant otherwise.
  testScenarios([...table, ...refusals(call, table[0])], prepare);
});

/** What comes of a good request without its token, about another bot, or with a body that is none. */
function refusals(call: Call, { method, url, body }: Scenario): readonly Scenario[] {
  const good = { method, url, body };
  return [
    ...withoutToken(call, good),
    ...(call.path.includes(':typebotId') ? ofOtherBots(call, good) : []),
    ...(call.body ? withoutBody(good) : []),
    ...(isAbout(body, 'typebot') ? withoutBot(good) : []),
    ...(method === 'GET' ? [] : [tooLarge(good)]),
  ];
}

type Request = Pick<Scenario, 'method' | 'url' | 'body'>;

function withoutToken({ token }: Call, good: Request): readonly Scenario[] {
  const error = typeof token === 'object' ? errorTable[token.missing] : undefined;
  if (!error) throw new Error('Every call of authors needs a token.');
  const refused = { ...good, asOwner: false, status: error.status, content: [error.message], notContent: ['mine'] };
  const large = { raw: 'x'.repeat(11 * 1024 * 1024) };
  return [
    { ...refused, name: 'without a token' },
    { ...refused, name: 'with a wrong token', headers: { authorization: 'Bearer wrong' } },
    { ...refused, name: 'with a token of another kind', headers: { authorization: 'Basic dGVzdC10b2tlbg==' } },
    ...(good.method === 'GET' ? [] : [{ ...refused, ...large, name: 'without a token, whatever is sent' }]),
  ];
}

function ofOtherBots({ id }: Call, good: Request): readonly Scenario[] {
  // Looked at before it is asked whose bot that is (management-api §4.3).
  const missing = id === 'unpublishTypebot' ? 'publishedBotNotFound' : 'botNotFound';
  return (['unknown', 'gone', 'foreign'] as const).map((bot) => ({
    ...good,
    name: `of a bot that is ${bot}`,
    url: good.url.replace(/\/typebots\/(mine|draft)/, `/typebots/${bot}`),
    status: 404,
    content: [messageOf(bot === 'foreign' ? 'botNotFound' : missing)],
    notContent: ['elsewhere', 'said in', 'noted in'],
    after: async ({ store }) => {
      const foreign = { isArchived: false, name: 'Bot foreign', publicId: 'public-foreign' };
      expect(await store.bots.get('foreign')).toMatchObject({ ...foreign, publishedVersionId: 'version of foreign' });
    },
  }));
}

function withoutBody({ method, url }: Request): readonly Scenario[] {
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  return [
    { name: 'half of a body', method, url, raw: '{"typebot":', status: 400, content: [messageOf('malformedRequest')] },
    ...['5', '"text"', 'null', '[1]'].map((raw) => ({
      name: `a body that is ${raw}`,
      method,
      url,
      raw,
      status: 400,
      content: [messageOf('invalidInput'), issueAt()],
    })),
    { name: 'a body that is nested too deeply', method, url, raw: deep, status: 400, content: ['nested'] },
  ];
}

function isAbout(body: unknown, member: string): boolean {
  return typeof body === 'object' && body !== null && member in body;
}

function withoutBot({ method, url }: Request): readonly Scenario[] {
  return ['5', '"text"', 'null', '[]'].map((value) => ({
    name: `a bot that is ${value}`,
    method,
    url,
    raw: `{"typebot":${value}}`,
    status: 400,
    content: [messageOf('invalidInput'), issueAt('typebot')],
  }));
}

function tooLarge({ method, url }: Request): Scenario {
  const raw = JSON.stringify({ typebot: { name: 'x'.repeat(11 * 1024 * 1024) } });
  return { name: 'a body that is too large', method, url, raw, status: 413, content: ['10 MB'] };
}
