import type { FlowDocument } from '../../src/flow/document.ts';
import type { Random } from '../../test/chaos/random.ts';
import { adminToken } from '../server.ts';
import { flowOf, inputs, walks } from './flows.ts';
import type { Shot } from './measured-server.ts';
import { listOf, textOf } from './texts.ts';

/** A request that is measured, and what its texts are made of. */
export interface Nasty {
  readonly shot: Shot;
  readonly sort: string;
}

/** What a scenario may use. */
export interface Place {
  readonly publicId: string;
  /** Of a session that waits at the first input. */
  readonly sessionId: string;
  readonly resultId: string;
  /** Path that a file may be sent to. */
  readonly uploadPath: string;
}

/** One kind of request. */
export interface Scenario {
  readonly name: string;
  readonly document: FlowDocument;
  /** What has to be there before the request. */
  readonly needs: 'bot' | 'session' | 'upload';
  make(random: Random, bytes: number, place: Place): Nasty;
}

const json = (method: string, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Shot => ({
  method,
  path,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
const asOwner = { authorization: `Bearer ${adminToken}` };

/** Replies to every kind of input, in every form of a message. */
const replies: readonly Scenario[] = Object.entries(inputs).map(([name, block]) => ({
  name: `reply: ${name}`,
  document: flowOf([block, { type: 'text input', options: { variableId: 'W' } }]),
  needs: 'session',
  make(random, bytes, { sessionId }) {
    const { sort, text } = textOf(random, bytes);
    const message = random.pick([
      text,
      text,
      { type: 'text', text },
      { type: 'text', text: 'Option 1', metadata: { replyId: text } },
      { type: 'text', text: 'x', attachedFileUrls: listOf(random, bytes) },
      { type: 'audio', url: text },
      { type: 'command', command: text },
    ]);
    return { sort, shot: json('POST', `/api/v1/sessions/${sessionId}/continueChat`, { message }) };
  },
}));

/** Starts whose values meet the blocks of a flow. */
const starts: readonly Scenario[] = Object.entries(walks).map(([name, document]) => ({
  name: `walk: ${name}`,
  document,
  needs: 'bot',
  make(random, bytes, { publicId }) {
    const { sort, text } = textOf(random, bytes / 4);
    const prefilledVariables = {
      V: text,
      W: random.pick([text.slice(-200), 'Option 17', 'x']),
      L: listOf(random, bytes / 3),
      M: listOf(random, bytes / 3),
    };
    const textBubbleContentFormat = random.pick(['richText', 'markdown']);
    const body = { prefilledVariables, textBubbleContentFormat };
    return { sort, shot: json('POST', `/api/v1/typebots/${publicId}/startChat`, body) };
  },
}));

/** Values that are hard to validate: of the wrong type in many places, deep, with many names. */
const shapes: Readonly<Record<string, (random: Random, bytes: number) => unknown>> = {
  'a text': (random, bytes) => textOf(random, bytes).text,
  'a list of texts': listOf,
  'a list of numbers': (_, bytes) => Array.from({ length: bytes / 2 }, () => 1),
  'a list of nothing': (_, bytes) => Array.from({ length: bytes / 5 }, () => null),
  'a list of lists': (_, bytes) => Array.from({ length: bytes / 3 }, () => []),
  'a list of objects': (_, bytes) => Array.from({ length: bytes / 14 }, () => ({ type: 'x' })),
  'many names': (random, bytes) =>
    Object.fromEntries(Array.from({ length: bytes / 16 }, (_, i) => [`n${i}`, random.pick([1, 'x', null, [], {}])])),
  'deep lists': (random, bytes) => deep(random.pick([20, 90, 400, 5000, bytes / 2])),
  'a number': () => 1e300,
  nothing: () => null,
};

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < Math.min(levels, 100_000); i++) value = [value];
  return value;
}

const plain = flowOf([
  { type: 'text', content: { richText: [{ type: 'p', children: [{ text: 'Hi {{V}}' }] }] } },
  { type: 'text input', options: { variableId: 'V' } },
  { type: 'text input', options: { variableId: 'W' } },
]);
const asksFile = flowOf([{ type: 'file input', options: { isMultipleAllowed: true } }]);
const listens = flowOf([
  { type: 'webhook', options: { responseVariableMapping: [{ variableId: 'V', bodyPath: 'data.a' }] } },
]);

/** A body that is right but for what stands under one of its names. */
type Body = (value: unknown) => unknown;

function route(
  name: string,
  document: FlowDocument,
  path: (place: Place) => string,
  bodies: readonly Body[],
  { method = 'POST', headers = {} }: { method?: string; headers?: Readonly<Record<string, string>> } = {},
): Scenario {
  return {
    name: `route: ${name}`,
    document,
    needs: 'session',
    make(random, bytes, place) {
      const shape = random.pick(Object.keys(shapes));
      const value = shapes[shape]?.(random, bytes);
      const body = stringify(random.pick(bodies)(value));
      return {
        sort: shape,
        shot: { method, path: path(place), headers: { 'content-type': 'application/json', ...headers }, body },
      };
    },
  };
}

/** JSON of a value however deep it is. */
function stringify(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  }
}

const session = (rest: string) => (place: Place) => `/api/v1/sessions/${place.sessionId}/${rest}`;
const log = (value: unknown) => ({ clientLogs: value });

const routes: readonly Scenario[] = [
  route('startChat', plain, ({ publicId }) => `/api/v1/typebots/${publicId}/startChat`, [
    (value) => value,
    (prefilledVariables) => ({ prefilledVariables }),
    (value) => ({ prefilledVariables: { V: value } }),
    (message) => ({ message }),
    (text) => ({ message: { type: 'text', text, attachedFileUrls: text } }),
    (resultId) => ({ resultId, isStreamEnabled: resultId }),
    (value) => ({ unknown: value, textBubbleContentFormat: value }),
  ]),
  route('startChat of no bot', plain, () => '/api/v1/typebots/nobody/startChat', [
    (value) => value,
    (message) => ({ message }),
  ]),
  route('continueChat', plain, session('continueChat'), [
    (value) => value,
    (message) => ({ message }),
    (variables) => ({ message: 'x', variables }),
    (value) => ({ message: 'x', variables: { V: value, unknown: value } }),
    (attachedFileUrls) => ({ message: { type: 'text', text: 'x', attachedFileUrls } }),
    (replyId) => ({ message: { type: 'text', text: 'x', metadata: { replyId } } }),
    (type) => ({ message: { type } }),
  ]),
  route('continueChat of no session', plain, () => '/api/v1/sessions/nobody/continueChat', [
    (value) => ({ message: value }),
  ]),
  ...['v1', 'v2'].flatMap((version) => [
    route(`sendMessage ${version}`, plain, () => `/api/${version}/sendMessage`, [
      (value) => value,
      (message) => ({ message, startParams: { typebot: 'nobody' } }),
      (startParams) => ({ startParams }),
      (clientLogs) => ({ clientLogs }),
      (typebot) => ({ startParams: { typebot, isPreview: true } }),
      (prefilledVariables) => ({ startParams: { publicId: 'nobody', prefilledVariables } }),
    ]),
    {
      ...route(`sendMessage ${version} of a session`, plain, () => '', []),
      make(random, bytes, { sessionId }) {
        const { sort, text } = textOf(random, bytes);
        const clientLogs = random.isLikely(0.5) ? logs(random, bytes / 2) : undefined;
        return { sort, shot: json('POST', `/api/${version}/sendMessage`, { sessionId, message: text, clientLogs }) };
      },
    } satisfies Scenario,
    {
      ...route(`clientLogs ${version}`, plain, () => '', []),
      make(random, bytes, { sessionId }) {
        const path = `/api/${version}/sessions/${sessionId}/clientLogs`;
        return { sort: 'logs', shot: json('POST', path, { clientLogs: logs(random, bytes) }) };
      },
    } satisfies Scenario,
    route(
      `clientLogs ${version} in other shapes`,
      plain,
      ({ sessionId }) => `/api/${version}/sessions/${sessionId}/clientLogs`,
      [log, (value) => log([{ description: value, details: value }]), (value) => value],
    ),
  ]),
  route('streamMessage', plain, session('streamMessage'), [(value) => value, (messages) => ({ messages })]),
  route('streamer', plain, () => '/api/integrations/openai/streamer', [
    (sessionId) => ({ sessionId }),
    (value) => value,
  ]),
  ...['v1', 'v2', 'v3'].map((version) =>
    route(`generate-upload-url ${version}`, asksFile, () => `/api/${version}/generate-upload-url`, [
      (value) => value,
      (sessionId) => ({ sessionId, blockId: 'b', fileName: 'f' }),
      (fileType) => ({ sessionId: 'nobody', blockId: 'b', fileName: 'f', fileType }),
      (filePathProps) => ({ filePathProps }),
    ]),
  ),
  {
    ...route('generate-upload-url of a session', asksFile, () => '', []),
    make(random, bytes, { sessionId }) {
      const { sort, text } = textOf(random, bytes);
      const fileType = random.pick([text, 'image/png']);
      return {
        sort,
        shot: json('POST', '/api/v3/generate-upload-url', { sessionId, blockId: 'f', fileName: text, fileType }),
      };
    },
  },
  route(
    'executeWebhook',
    listens,
    ({ publicId, resultId }) => `/api/v1/typebots/${publicId}/blocks/b0/results/${resultId}/executeWebhook`,
    [(value) => value, (data) => ({ data: { a: data } })],
    { headers: asOwner },
  ),
  route('inspect session', plain, ({ sessionId }) => `/api/v1/sessions/${sessionId}`, [(value) => value], {
    headers: asOwner,
    method: 'GET',
  }),
  route('unknown route', plain, () => '/api/v1/nothing/here', [(value) => value]),
  {
    ...route('paths and queries', plain, () => '', []),
    make(random, bytes) {
      const { sort, text } = textOf(random, Math.min(bytes, 8000));
      const part = encodeURIComponent(text.toWellFormed()).slice(0, 12_000);
      const path = random.pick([
        `/api/${part}`,
        `/api/v1/typebots/${part}/startChat`,
        `/api/v1/sessions/${part}/continueChat`,
        `/api/files/${part}`,
        `/?${part}`,
      ]);
      return { sort, shot: { method: random.pick(['GET', 'POST', 'DELETE', 'OPTIONS']), path } };
    },
  },
  {
    ...route('forms', plain, () => '', []),
    make(random, bytes, { sessionId }) {
      const field = random.pick(['a=b&', 'message=x&', '&', '=', '%20&', 'a[b]=c&', '+&']);
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const body = field.repeat(bytes / field.length);
      return {
        sort: field,
        shot: { method: 'POST', path: `/api/v1/sessions/${sessionId}/continueChat`, headers, body },
      };
    },
  },
  {
    ...route('forms of parts', plain, () => '', []),
    make(random, bytes, { sessionId }) {
      const name = random.pick(['message', 'x', 'file', '__proto__']);
      return {
        sort: `parts named ${name}`,
        shot: multipart('POST', `/api/v1/sessions/${sessionId}/continueChat`, name, bytes, random),
      };
    },
  },
  {
    ...route('texts that are no JSON', plain, () => '', []),
    make(random, bytes, { sessionId }) {
      const { sort, text } = textOf(random, bytes);
      const headers = {
        'content-type': random.pick(['text/plain', 'application/json', 'x/y', 'application/json; charset=x']),
      };
      const body = text.toWellFormed();
      return { sort, shot: { method: 'POST', path: `/api/v1/sessions/${sessionId}/continueChat`, headers, body } };
    },
  },
];

function logs(random: Random, bytes: number): readonly object[] {
  const { text } = textOf(random, Math.min(bytes, random.pick([10, 1000, 5_000_000])));
  const one = random.pick([{ description: text }, { description: text, details: text, status: 'x' }, { details: 1 }]);
  return Array.from({ length: Math.max(1, bytes / JSON.stringify(one).length) }, () => one);
}

/** A form with one long part or with many short ones. */
function multipart(method: string, path: string, name: string, bytes: number, random: Random): Shot {
  const part = (content: string) =>
    `--B\r\nContent-Disposition: form-data; name="${name}"; filename="a.png"\r\n\r\n${content}\r\n`;
  const body = random.isLikely(0.5) ? part('x'.repeat(bytes)) : part('x').repeat(bytes / part('x').length);
  return { method, path, headers: { 'content-type': 'multipart/form-data; boundary=B' }, body: `${body}--B--\r\n` };
}

const uploads: Scenario = {
  name: 'route: uploads',
  document: asksFile,
  needs: 'upload',
  make(random, bytes, { uploadPath: path }) {
    if (random.isLikely(0.5)) {
      const name = random.pick(['file', 'x']);
      return { sort: `parts named ${name}`, shot: multipart('POST', path, name, bytes, random) };
    }
    const { sort, text } = textOf(random, bytes);
    return { sort, shot: { method: 'PUT', path, headers: { 'content-type': 'image/png' }, body: Buffer.from(text) } };
  },
};

/** Every kind of request that the public may send. */
export const scenarios: readonly Scenario[] = [...routes, uploads, ...replies, ...starts];
