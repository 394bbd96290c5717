import { z } from 'zod';
import type { Message } from '../../src/engine/message.ts';

const blockSchema = z.looseObject({ id: z.string(), type: z.string() });

const part = z.array(z.looseObject({ id: z.string() })).optional();
const flowPartsSchema = z.strictObject({ variables: part, groups: part, edges: part });

/** Parts of the flow that an example runs in, besides the example itself, as a bot file holds them. */
const surroundingsSchema = flowPartsSchema.extend({
  /** Other bots, by their id. */
  linkedBots: z.record(z.string(), flowPartsSchema).optional(),
});

/** What a web address answers when the example calls it. */
const responseSchema = z.strictObject({ status: z.number(), data: z.unknown() });

export type ExampleBlock = z.infer<typeof blockSchema>;
export type FlowParts = z.infer<typeof flowPartsSchema>;
export type Surroundings = z.infer<typeof surroundingsSchema>;
export type ExampleResponse = z.infer<typeof responseSchema>;

/** The hand-written part of a reference page: `about.md` beside the code of a kind of block. */
export interface About {
  readonly title: string;
  /** Types of the blocks that the page is about, the type of the example first. */
  readonly types: readonly string[];
  readonly introduction: string;
  /** What options mean, by their full name in the block, such as `options.labels.button`. */
  readonly meanings: ReadonlyMap<string, string>;
  readonly example: {
    readonly text: string;
    readonly block: ExampleBlock;
    readonly surroundings: Surroundings;
    readonly response: ExampleResponse | undefined;
    /** Messages to try, each in a conversation of its own; undefined is a request without a message. */
    readonly messages: readonly (Message | undefined)[];
  };
  readonly clients: string;
}

/**
 * Reads an `about.md`: a title, an introduction (a line `Types: …` when the page is about several types), and the
 * sections `Options` (a list of names with what they mean), `Example` and `What clients see`. In the example, fences
 * hold the block (`json`), the flow around it (`json around`), what an address answers (`json response`) and messages
 * to try (`messages`, one JSON value per line: a text, a whole message, or null).
 *
 * Throws Error when a section is missing or does not have this form.
 */
export function readAbout(markdown: string): About {
  const [head = '', ...sections] = markdown.split(/^## /m);
  const section = (name: string): string => {
    const found = sections.find((text) => text.startsWith(`${name}\n`));
    if (found === undefined) throw new Error(`There is no section "${name}"`);
    return found.slice(name.length).trim();
  };
  const [, title, rest] = /^# (.+)\n([\s\S]*)$/.exec(head) ?? [];
  if (title === undefined || rest === undefined) throw new Error('There is no title');
  const { text, fences } = takeFences(section('Example'));
  const block = blockSchema.parse(readJson(fences.get('json')));
  const [typesLine, types] = /^Types: (.+)$/m.exec(rest) ?? ['', `\`${block.type}\``];
  return {
    title,
    types: Array.from(types!.matchAll(/`([^`]+)`/g), ([, type]) => type!),
    introduction: rest.replace(typesLine, '').trim(),
    meanings: sections.some((other) => other.startsWith('Options\n')) ? readMeanings(section('Options')) : new Map(),
    example: {
      text,
      block,
      surroundings: surroundingsSchema.parse(readJson(fences.get('json around') ?? '{}')),
      response: responseSchema.optional().parse(readJson(fences.get('json response'))),
      messages: (fences.get('messages')?.trim().split('\n') ?? []).map(readMessage),
    },
    clients: section('What clients see'),
  };
}

function takeFences(markdown: string): { text: string; fences: ReadonlyMap<string, string> } {
  const fences = new Map<string, string>();
  const text = markdown.replace(/^```(.+)\n([\s\S]*?)^```$/gm, (_fence, name: string, content: string) => {
    if (fences.has(name)) throw new Error(`There are two fences "${name}"`);
    fences.set(name, content);
    return '';
  });
  return { text: text.trim(), fences };
}

function readJson(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}

function readMeanings(markdown: string): ReadonlyMap<string, string> {
  const entries = markdown.split(/^- /m).filter((entry) => entry.trim() !== '');
  return new Map(
    entries.map((entry) => {
      const [, name, meaning] = /^`([^`]+)`: ([\s\S]+)$/.exec(entry.trim()) ?? [];
      if (name === undefined || meaning === undefined) throw new Error(`Not an option with its meaning: ${entry}`);
      return [name, meaning.replace(/\s*\n\s*/g, ' ')];
    }),
  );
}

function readMessage(line: string): Message | undefined {
  const value: Message | string | null = JSON.parse(line);
  return typeof value === 'string' ? { type: 'text', text: value } : (value ?? undefined);
}
