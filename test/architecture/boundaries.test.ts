import { describe, expect, it } from 'vitest';
import { importsOf, placesOf, programFiles } from './source-files.ts';

const files = programFiles();
const outside = (...folders: string[]) =>
  files.filter(({ path }) => !folders.some((folder) => path.startsWith(folder)));
const inside = (...folders: string[]) => files.filter(({ path }) => folders.some((folder) => path.startsWith(folder)));
const importers = (of: readonly string[], among: typeof files) =>
  among
    .filter((file) => importsOf(file).some(({ target, isTypeOnly }) => !isTypeOnly && of.includes(target)))
    .map(({ path }) => path);

describe('only the store contains SQL', () => {
  const elsewhere = outside('src/store/');

  it('imports no database', () => expect(importers(['kysely', 'node:sqlite', 'pg'], elsewhere)).toEqual([]));

  it('writes no statement', () => {
    const statement = /\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE|PRAGMA)\b/;
    expect(placesOf(elsewhere, statement)).toEqual([]);
  });
});

describe('only effects/http opens connections', () => {
  /** The terminal chat is a client: the address is typed by the person at the keyboard, not by a bot. */
  const elsewhere = outside('src/effects/http/', 'src/cli/chat/remote.ts');
  const clients = ['undici', 'node:http', 'node:https', 'node:http2', 'node:net', 'node:tls', 'node:dgram'];

  it('imports no client', () => expect(importers(clients, elsewhere)).toEqual([]));

  it('exports spans from one place, to where the operator says', () => {
    const exporter = ['@opentelemetry/exporter-trace-otlp-http'];
    expect(importers(exporter, files)).toEqual(['src/telemetry/tracing.ts']);
  });

  it('calls no global fetch', () => {
    // A file that names a parameter or member `fetch` calls the one that it was given.
    const others = elsewhere.filter(({ text }) => !/[{,]\s*fetch\s*[,}:=]|\(fetch:/.test(text));
    expect(placesOf(others, /(?<![.\w#])fetch\(/)).toEqual([]);
    expect(placesOf(elsewhere, /\bglobalThis\.fetch\b/)).toEqual([]);
  });
});

describe('only http knows status codes', () => {
  it('names none below it', () => {
    // Channels speak the protocol of their apps, which is HTTP, as data.
    const below = outside('src/http/', 'src/errors/', 'src/cli/', 'src/effects/http/', 'src/channels/');
    // `statusCode` is another matter: a field of the data that blocks with HTTP requests give to their bots.
    expect(placesOf(below, /\b(status|code)\b\s*(===|!==|[:=(])\s*[1-5]\d\d\b/)).toEqual([]);
  });
});

describe('a turn does not know who asks for it', () => {
  const conversation = inside('src/conversation/');

  it.each([
    ['status codes', /\bstatus(Code|es)?\b\s*[:<>=!]|\.status(Code)?\b/],
    ['headers and bodies', /\b(headers?|body)\b/],
    ['shapes of answers', /\b2023\b|\bwire\b|\brender/i],
    ['messaging apps', /telegram|whatsapp|messenger|instagram|viber|kakao|wechat|slack|discord/i],
  ])('names no %s', (_name, pattern) => {
    expect(placesOf(conversation, pattern)).toEqual([]);
  });
});

describe('flow, engine and blocks run anywhere', () => {
  /** Holds code for browsers, as text. */
  const textOnly = 'src/blocks/set-variable/client-code.ts';
  const pure = inside('src/flow/', 'src/engine/', 'src/blocks/').filter(({ path }) => path !== textOnly);

  it('imports nothing of Node.js', () => {
    const found = pure.flatMap((file) =>
      importsOf(file)
        .filter(({ target }) => target.startsWith('node:'))
        .map(({ target }) => `${file.path} imports ${target}`),
    );
    expect(found).toEqual([]);
  });

  it.each([
    ['the clock', /\bDate\.now\(|\bnew Date\(\s*\)|\bperformance\./],
    ['chance', /\bMath\.random\(|\bcrypto\./],
    ['globals of Node.js', /(?<![.\w'"`])(process|Buffer|setTimeout|setInterval|setImmediate)\s*[.(]/],
  ])('does not read %s', (_name, pattern) => {
    expect(placesOf(pure, pattern)).toEqual([]);
  });
});
