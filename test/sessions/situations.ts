import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FlowDocument } from '../../src/flow/document.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import type { Request } from './release-database.ts';

/** Conversations that a release leaves in the middle of something. */
export interface Situation {
  readonly name: string;
  /** Files of bots; the first one is talked to. */
  readonly bots: readonly object[];
  /** What has happened when the database is put away. */
  readonly before: readonly Request[];
  /** How it goes on. */
  readonly after: readonly Request[];
}

const start = (body: object = {}, headers: Request['headers'] = {}): Request => ({
  url: '/api/v1/typebots/{publicId}/startChat',
  body,
  headers,
});
const say = (message: unknown, headers: Request['headers'] = {}): Request => ({
  url: '/api/v1/sessions/{session}/continueChat',
  body: { message },
  headers,
});
const silence: Request = { url: '/api/v1/sessions/{session}/continueChat', body: {}, headers: {} };
const asOwner = { authorization: 'Bearer {token}' };
const preview: Request = { url: '/api/v1/typebots/{bot}/preview/startChat', body: {}, headers: asOwner };
const key = (name: string) => ({ 'idempotency-key': name });

const example = (file: string): object =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, '../../examples', file), 'utf8'));
const bot = (
  id: string,
  blocks: readonly unknown[],
  settings: FlowDocument['settings'] = {},
  variables = ['Name', 'Said'],
): object => ({
  ...oneGroup(blocks, { settings, variables: variables.map((name) => ({ id: name, name })) }),
  id,
  name: id,
});
const askFor = (variableId: string, id = `ask-${variableId}`) => asks(id, { options: { variableId } });
const linkTo = (typebotId: string, mergeResults: boolean) => ({
  id: 'link',
  type: 'Typebot link',
  options: { typebotId, mergeResults },
});
const listener = {
  id: 'listen',
  type: 'webhook',
  options: { responseVariableMapping: [{ id: 'm', variableId: 'Said', bodyPath: 'data.name' }] },
};
const delivery: Request = {
  url: '/api/v1/typebots/{bot}/blocks/listen/results/{result}/executeWebhook',
  body: { name: 'Eve' },
  headers: asOwner,
};
const greeting = [askFor('Name'), says('Hi {{Name}}'), askFor('Said'), says('{{Name}} said {{Said}}')];
const transcript = [
  askFor('Name'),
  askFor('Said'),
  { id: 'tell', type: 'Set variable', options: { variableId: 'All', type: 'Transcript' } },
  says('{{All}}'),
  askFor('Name', 'again'),
];
const refusedCall = [
  { id: 'call', type: 'Webhook', options: { webhook: { url: 'http://127.0.0.1:1/' } } },
  {
    id: 'code',
    type: 'Set variable',
    options: { variableId: 'Said', isCode: true, expressionToEvaluate: 'nothing()' },
  },
  askFor('Name'),
  says('Hi {{Name}}'),
];
const embed = {
  id: 'embed',
  type: 'embed',
  content: {
    url: 'https://page.example/',
    waitForEvent: { isEnabled: true, name: 'done', saveDataInVariableId: 'Said' },
  },
};
const counter = {
  id: 'count',
  type: 'Set variable',
  options: { variableId: 'Said', isCode: true, expressionToEvaluate: '({{Said}} || 0) + 1' },
};

/** Every situation that is recorded. Add new ones at the end; a release records all of them. */
export const situations: readonly Situation[] = [
  {
    name: 'a form waits for an address',
    bots: [example('lead-form/bot.json')],
    before: [start(), say('Ada Lovelace')],
    after: [
      ...['nowhere', 'ada@example.com', 'Just me', 'Website, Reports', '250'].map((text) => say(text)),
      say('after the end'),
    ],
  },
  {
    name: 'a quiz waits for a choice',
    bots: [example('quiz/bot.json')],
    before: [start(), say('Start'), say('Mercury')],
    after: [say('2, 7'), say('1970'), say('Stop')],
  },
  {
    name: 'inside a linked bot',
    bots: [example('faq/bot.json'), example('faq/answers.json')],
    before: [start({ prefilledVariables: { Name: 'Ada' } }), say('Delivery')],
    after: [say('Rome'), say('Yes')],
  },
  ...[true, false].map((merges): Situation => {
    const child = merges ? 'merged-child' : 'own-child';
    return {
      name: `inside a linked bot that ${merges ? 'merges its results' : 'has results of its own'}`,
      bots: [
        bot(merges ? 'merging' : 'owning', [
          askFor('Name'),
          linkTo(child, merges),
          says('Back {{Name}} {{Said}}'),
          askFor('Said'),
        ]),
        bot(child, [says('In {{Name}}'), askFor('Said'), askFor('Name')]),
      ],
      before: [start(), say('Ada'), say('first')],
      after: [say('Grace'), say('last')],
    };
  }),
  {
    name: 'waits for a file',
    bots: [bot('file', [{ id: 'file', type: 'file input', options: { variableId: 'Said' } }, says('Got {{Said}}')])],
    before: [start()],
    after: [say('no file'), say('https://files.example/a.pdf')],
  },
  {
    name: 'waits for a webhook',
    bots: [bot('listener', [askFor('Name'), listener, says('{{Name}} got {{Said}}'), askFor('Name', 'last')])],
    before: [start(), say('Ada')],
    after: [delivery, silence, say('end')],
  },
  {
    name: 'a webhook has arrived and was not taken up',
    bots: [bot('delivered', [askFor('Name'), listener, says('{{Name}} got {{Said}}'), askFor('Name', 'last')])],
    before: [start(), say('Ada'), delivery],
    after: [silence, say('end')],
  },
  {
    name: 'waits for the event of a page',
    bots: [bot('embedding', [askFor('Name', 'first'), embed, says('Page said {{Said}}'), askFor('Name')])],
    before: [start(), say('Ada')],
    after: [say('C7'), say('end')],
  },
  {
    name: 'a preview waits for a text',
    bots: [bot('previewed', greeting)],
    before: [preview, say('Ada')],
    after: [say('hello')],
  },
  {
    name: 'a preview waits for a webhook',
    bots: [bot('previewed-listener', [listener, says('got {{Said}}'), askFor('Name')])],
    before: [preview],
    after: [{ ...delivery, url: '/api/v1/typebots/{bot}/blocks/listen/web/executeTestWebhook' }, silence],
  },
  {
    name: 'ended and remembered as gone',
    bots: [bot('ended', [askFor('Name'), says('Bye {{Name}}')])],
    before: [start(), say('Ada')],
    after: [say('hello?')],
  },
  {
    name: 'ended, to be started again by the next message',
    bots: [bot('restarting', greeting, { general: { sessionGone: 'restart' } })],
    before: [start(), say('Ada'), say('hello')],
    after: [say('hello again'), say('Grace')],
  },
  {
    name: 'answers are kept under their keys',
    bots: [bot('keyed', greeting)],
    before: [start({}, key('start')), say('Ada', key('one'))],
    after: [start({}, key('start')), say('Ada', key('one')), say('Eve', key('one')), say('hello', key('two'))],
  },
  {
    name: 'an answer is kept under the id of the message',
    bots: [bot('message-ids', greeting)],
    before: [start(), say({ type: 'text', text: 'Ada', metadata: { replyId: 'app-1' } })],
    after: [say({ type: 'text', text: 'Ada', metadata: { replyId: 'app-1' } }), say('hello')],
  },
  {
    name: 'a person is remembered, in the middle of the second visit',
    bots: [
      bot('remembering', [...greeting, ...transcript], { general: { rememberUser: { isEnabled: true } } }, [
        'Name',
        'Said',
        'All',
      ]),
    ],
    before: [start(), say('Ada'), start({ resultId: '{result}' }), say('Grace')],
    after: [say('first'), start({ resultId: '{result}' }), say('Eve')],
  },
  {
    name: 'the transcript goes on',
    bots: [bot('transcribed', transcript, {}, ['Name', 'Said', 'All'])],
    before: [start(), say('Ada')],
    after: [say('hello'), say('end')],
  },
  {
    name: 'logs of failures',
    bots: [bot('failing', refusedCall)],
    before: [start()],
    after: [say('Ada')],
  },
  {
    name: 'registered, and nothing shown yet',
    bots: [bot('registered', greeting)],
    before: [start({ isOnlyRegistering: true })],
    after: [silence, say('Ada'), say('hello')],
  },
  {
    name: 'a client of 2023',
    bots: [bot('old-client', greeting)],
    before: [
      { url: '/api/v1/sendMessage', body: { startParams: { typebot: '{publicId}' } }, headers: {} },
      { url: '/api/v1/sendMessage', body: { sessionId: '{session}', message: 'Ada' }, headers: {} },
    ],
    after: [{ url: '/api/v1/sendMessage', body: { sessionId: '{session}', message: 'hello' }, headers: {} }],
  },
  {
    name: 'a variable counts',
    bots: [
      bot('counting', [
        counter,
        says('{{Said}}', { id: 'told' }),
        askFor('Name'),
        { ...counter, id: 'count-again' },
        says('{{Said}}'),
      ]),
    ],
    before: [start()],
    after: [say('Ada')],
  },
];
