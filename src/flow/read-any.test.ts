import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describedKinds } from '../../test/support/described-kinds.ts';
import { ReparteeError } from '../errors/errors.ts';
import { compile } from './compile.ts';
import { type BotFile, readBotFile } from './read.ts';

const read = (file: unknown): BotFile => readBotFile(file, { newId: () => 'new', kinds: describedKinds });
const identity = { versionId: 'v', botId: 'b', workspaceId: 'w' };

describe('readBotFile: any JSON', () => {
  /** Values that stand where a document has parts, half of them as they should be. */
  const junk = fc.oneof(
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
  const id = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor');
  const part = <T>(sound: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 6, arbitrary: sound as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: junk });
  const text = part(fc.constantFrom('{{A}}', '{{=1=}}', '{{', '(', 'current', 'a'));
  const options = fc.dictionary(
    fc.constantFrom('variableId', 'groupId', 'blockId', 'typebotId', 'webhook', 'referenceCell', 'action', '__proto__'),
    text,
  );
  const item = part(fc.record({ id: part(id), outgoingEdgeId: part(id), content: junk, paths: junk, type: junk }));
  const block = part(
    fc.record({
      id: part(id),
      type: part(fc.constantFrom('start', 'Return', 'teleport', ...describedKinds.keys())),
      outgoingEdgeId: part(id),
      options: part(options),
      items: part(fc.array(item, { maxLength: 3 })),
      content: junk,
    }),
  );
  const list = (entry: fc.Arbitrary<unknown>) => part(fc.array(entry, { maxLength: 4 }));
  const document = fc.record({
    version: fc.constantFrom(undefined, '3', '4', '5', '6', '6.1', '7'),
    events: list(
      part(fc.record({ id, type: fc.constantFrom('start', 'reply', 'command'), outgoingEdgeId: part(id), options })),
    ),
    groups: list(part(fc.record({ id: part(id), title: text, blocks: list(block) }))),
    blocks: list(part(fc.record({ id, steps: list(block) }))),
    edges: list(
      part(fc.record({ id: part(id), from: junk, to: part(fc.record({ groupId: part(id), blockId: part(id) })) })),
    ),
    variables: list(part(fc.record({ id, name: text, value: junk }))),
    webhooks: list(junk),
    theme: junk,
    settings: junk,
  });

  /** True when the file was read and compiled. */
  function survives(file: unknown): boolean {
    let bot: BotFile;
    try {
      bot = read(file);
    } catch (error) {
      if (error instanceof ReparteeError) return false;
      throw error;
    }
    compile(bot.document, identity, describedKinds);
    // What was read once is read again as it is.
    const again = read(JSON.parse(JSON.stringify(bot.document)));
    expect(again.document).toEqual(JSON.parse(JSON.stringify(bot.document)));
    return true;
  }

  it('is refused or read, and what was read compiles', () => {
    let readable = 0;
    fc.assert(
      fc.property(document, (file) => {
        if (survives(file)) readable++;
      }),
      { numRuns: 200 },
    );
    expect(readable).toBeGreaterThan(20);
  });

  it('is refused when it is nothing like a bot', () => {
    fc.assert(fc.property(fc.jsonValue(), (file) => !survives(file)));
    fc.assert(fc.property(fc.string(), (file) => !survives(file)));
  });
});
