import { describe, expect, it } from 'vitest';
import { importsOf, programFiles } from './source-files.ts';

/**
 * The parts of the program, and what each may import besides itself. `ids` names a single file. A part in
 * `typesOnly` may be imported for its types alone. `blocks/service` are the declarations of services, `…-service.ts`.
 */
const rules: Readonly<Record<string, { readonly may: readonly string[]; readonly typesOnly?: readonly string[] }>> = {
  errors: { may: [] },
  ids: { may: [] },
  telemetry: { may: [] },
  config: { may: ['errors'] },
  flow: { may: ['errors'] },
  engine: { may: ['flow', 'errors'] },
  'blocks/shared': { may: ['engine', 'flow', 'errors'] },
  'blocks/kind': { may: ['engine', 'flow', 'errors', 'blocks/shared'] },
  'blocks/registry': { may: ['blocks/kind'], typesOnly: ['engine'] },
  sandbox: { may: ['flow', 'errors'], typesOnly: ['engine'] },
  'effects/http': { may: ['flow', 'errors', 'blocks/service'], typesOnly: ['engine'] },
  'effects/service': { may: ['flow', 'errors', 'effects/http', 'blocks/service'], typesOnly: ['engine'] },
  'effects/registry': { may: ['effects/http', 'effects/service', 'blocks/service', 'engine/service'] },
  store: { may: ['flow', 'errors'], typesOnly: ['engine'] },
  files: { may: ['flow', 'errors'], typesOnly: ['engine'] },
  jobs: { may: ['store', 'errors', 'ids'] },
  accounts: { may: ['store', 'errors', 'ids'] },
  bots: { may: ['blocks/registry', 'flow', 'engine', 'store', 'errors', 'ids'] },
  conversation: {
    may: [
      'bots',
      'engine',
      'flow',
      'store',
      'blocks/service',
      'blocks/shared/client-request',
      'sandbox',
      'files',
      'jobs',
      'blocks/registry',
      'telemetry',
      'errors',
      'ids',
    ],
  },
  'channels/channel': { may: [], typesOnly: ['engine', 'channels/shared'] },
  'channels/shared': { may: ['engine'], typesOnly: ['channels/channel'] },
  'channels/registry': { may: ['channels'], typesOnly: ['channels/channel'] },
  channels: { may: ['channels/channel', 'channels/shared', 'engine'] },
  gateway: {
    may: [
      'channels/channel',
      'channels/registry',
      'effects/http',
      'conversation',
      'jobs',
      'store',
      'files',
      'errors',
      'ids',
    ],
  },
  http: {
    may: [
      'gateway',
      'conversation',
      'accounts',
      'bots',
      'store',
      'files',
      'channels',
      'telemetry',
      'engine',
      'flow',
      'errors',
      'ids',
      'blocks/shared/file-types',
    ],
  },
};
/** These put the parts together. */
const unbound: ReadonlySet<string> = new Set(['cli', 'server']);

/**
 * Rooms inside the engine, and those that each may import besides itself; `top` are the files beside the rooms, which
 * other parts import.
 */
const rooms: Readonly<Record<string, readonly string[]>> = {
  top: ['turn', 'page', 'language', 'richtext'],
  turn: ['top', 'language', 'richtext'],
  page: ['top', 'turn', 'language', 'richtext'],
  language: ['top'],
  richtext: ['top', 'language'],
};
/** Files beside the rooms that what is inside does not import: the turn is entered through them. */
const entrances: ReadonlySet<string> = new Set(['src/engine/advance.ts', 'src/engine/new-session.ts']);
/** Rooms of the engine that other parts may enter, by the name of the part's rule. */
const open: Readonly<Record<string, readonly string[]>> = {
  'blocks/kind': ['top', 'language', 'richtext'],
  'blocks/shared': ['top', 'language', 'richtext'],
  conversation: ['top', 'language'],
  // Apps write texts from the tree of the engine, each in its own dialect.
  channels: ['top', 'richtext'],
  'channels/shared': ['top', 'richtext'],
  cli: ['top', 'language', 'richtext'],
};

/** The room of a file of the engine. */
function roomOf(file: string): string {
  const [, , folder = '', below] = file.split('/');
  return below === undefined ? 'top' : folder;
}

/** Kinds of blocks, services and channels are parts of their own. */
const foldersOfParts: ReadonlySet<string> = new Set(['blocks', 'effects', 'channels']);

/** The part that a file of `src` belongs to. */
function partOf(file: string): string {
  const [, folder = '', second = ''] = file.replace(/\.ts$/, '').split('/');
  if (!foldersOfParts.has(folder)) return folder;
  return second === '' ? folder : `${folder}/${second}`;
}

/** Name of a part's rule. */
function ruleOf(part: string): string {
  if (part in rules) return part;
  if (part.startsWith('blocks/')) return 'blocks/kind';
  if (part.startsWith('effects/')) return 'effects/service';
  return part.split('/', 1)[0] ?? part;
}

function isAllowed(from: string, file: string, isTypeOnly: boolean): boolean {
  const to = partOf(file);
  if (from === to || unbound.has(from)) return true;
  const { may, typesOnly = [] } = rules[ruleOf(from)] ?? { may: [] };
  const names = [to, ruleOf(to), file.replace(/^src\/|\.ts$/g, '')];
  if (/^src\/blocks\/.+-service\.ts$/.test(file)) names.push('blocks/service');
  return names.some((name) => may.includes(name) || (isTypeOnly && typesOnly.includes(name)));
}

describe('the dependency rule', () => {
  const files = programFiles();

  it('covers every part', () => {
    const parts = new Set(files.map(({ path }) => ruleOf(partOf(path))));
    expect([...parts].filter((part) => !(part in rules) && !unbound.has(part))).toEqual([]);
  });

  it('holds', () => {
    const breaches = files.flatMap((file) =>
      importsOf(file)
        .filter(({ isRelative }) => isRelative)
        .filter(({ target, isTypeOnly }) => !isAllowed(partOf(file.path), target, isTypeOnly))
        .map(({ target, isTypeOnly }) => `${file.path} imports ${isTypeOnly ? 'types of ' : ''}${target}`),
    );
    expect(breaches).toEqual([]);
  });

  it('holds inside the engine, and for those who enter it', () => {
    const breaches = files.flatMap((file) =>
      importsOf(file)
        .filter(({ target }) => target.startsWith('src/engine/'))
        .filter(({ target }) => {
          const room = roomOf(target);
          if (!file.path.startsWith('src/engine/')) {
            return !(open[ruleOf(partOf(file.path))] ?? ['top']).includes(room);
          }
          const from = roomOf(file.path);
          if (from !== 'top' && entrances.has(target)) return true;
          return from !== room && !(rooms[from] ?? []).includes(room);
        })
        .map(({ target }) => `${file.path} imports ${target}`),
    );
    expect(breaches).toEqual([]);
  });

  it.each([
    ['src/engine/x.ts', 'src/blocks/wait/wait.ts', true, false],
    ['src/engine/x.ts', 'src/flow/x.ts', false, true],
    ['src/blocks/wait/wait.ts', 'src/blocks/jump/jump.ts', true, false],
    ['src/blocks/wait/wait.ts', 'src/blocks/wait/other.ts', false, true],
    ['src/blocks/wait/wait.ts', 'src/blocks/shared/fields.ts', false, true],
    ['src/blocks/registry.ts', 'src/blocks/wait/wait.ts', false, true],
    ['src/store/sqlite/x.ts', 'src/engine/state.ts', true, true],
    ['src/store/sqlite/x.ts', 'src/engine/state.ts', false, false],
    ['src/channels/line/x.ts', 'src/channels/viber/x.ts', true, false],
    ['src/channels/line/x.ts', 'src/channels/shared/x.ts', false, true],
    ['src/channels/line/x.ts', 'src/channels/channel.ts', true, true],
    ['src/channels/line/x.ts', 'src/conversation/x.ts', true, false],
    ['src/channels/line/x.ts', 'src/store/x.ts', true, false],
    ['src/channels/shared/x.ts', 'src/channels/line/x.ts', true, false],
    ['src/channels/channel.ts', 'src/channels/shared/x.ts', true, true],
    ['src/channels/registry.ts', 'src/channels/line/line.ts', false, true],
    ['src/http/x.ts', 'src/blocks/shared/file-types.ts', false, true],
    ['src/http/x.ts', 'src/blocks/shared/fields.ts', false, false],
    ['src/errors/errors.ts', 'src/ids.ts', false, false],
    ['src/effects/email/x.ts', 'src/effects/http/client.ts', false, true],
    ['src/effects/email/x.ts', 'src/effects/payments/x.ts', true, false],
    ['src/effects/email/x.ts', 'src/blocks/email/email-service.ts', false, true],
    ['src/effects/email/x.ts', 'src/blocks/email/email.ts', true, false],
    ['src/effects/registry.ts', 'src/effects/email/x.ts', false, true],
    ['src/conversation/x.ts', 'src/http/answer.ts', true, false],
    ['src/conversation/x.ts', 'src/channels/channel.ts', true, false],
    ['src/conversation/x.ts', 'src/blocks/shared/request-service.ts', false, true],
    ['src/conversation/x.ts', 'src/effects/http/client.ts', false, false],
    ['src/server.ts', 'src/sandbox/engine.ts', false, true],
  ])('judges an import of %s from %s (types only: %s): %s', (from, to, isTypeOnly, isFine) => {
    expect(isAllowed(partOf(from), to, isTypeOnly)).toBe(isFine);
  });
});
