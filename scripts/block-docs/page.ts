import { blockKinds } from '../../src/blocks/registry.ts';
import type { BlockKind } from '../../src/engine/block.ts';
import type { About } from './about.ts';
import { fence, list, table } from './markdown.ts';
import { optionTable, type SharedOptions, sharedOptions } from './option-table.ts';
import { prettyJson } from './pretty-json.ts';
import { type ExampleRun, runExample, type Trial } from './run-example.ts';

/** A reference page about one or several kinds of block. */
export interface Page {
  /** File name without extension. */
  readonly name: string;
  readonly about: About;
  readonly kinds: readonly BlockKind[];
  readonly run: ExampleRun;
  readonly markdown: string;
}

/**
 * Makes a page from its hand-written part, the schemas of its kinds and what its example does when it runs. Rejects
 * when the hand-written part does not fit the kinds.
 *
 * @param folder name of the folder of the kinds, under `src/blocks/`
 */
export async function makePage(folder: string, about: About): Promise<Page> {
  const kinds = about.types.map((type) => {
    const kind = blockKinds.get(type);
    if (!kind) throw new Error(`There is no kind of block with the type "${type}"`);
    return kind;
  });
  const run = await runExample(about.example);
  const options = sharedOptions(kinds);
  const sort = kinds[0]!.sort;
  const parts = [
    `<!-- Made by scripts/generate-block-docs.ts. Change src/blocks/${folder}/about.md instead. -->`,
    `# ${about.title}`,
    typesOf(kinds, options),
    about.introduction,
    '## Options',
    optionTable(options, about.meanings, sort === 'input'),
    '## Example',
    ...exampleParts(about),
    '## What clients see',
    about.clients,
    ...answerParts(run),
    ...trialParts(run.trials, sort === 'input'),
  ];
  return { name: folder, about, kinds, run, markdown: `${parts.filter((part) => part !== '').join('\n\n')}\n` };
}

function typesOf(kinds: readonly BlockKind[], { differing }: SharedOptions): string {
  const [kind, ...others] = kinds;
  if (others.length === 0) return `${kind!.summary}\n\nType: \`${kind!.type}\` · Sort: ${kind!.sort}`;
  const rows = kinds.map((each) => {
    const own = sharedOptions([each]).rows.filter(({ name }) => differing.has(name));
    return [`\`${each.type}\``, each.summary, ...own.map(({ values }) => list(values))];
  });
  const columns = Array.from(differing, (name) => `\`${name}\``);
  return `Sort: ${kind!.sort}\n\n${table(['Type', 'What it does', ...columns], rows)}`;
}

function exampleParts({ example }: About): string[] {
  const { text, block, surroundings, response } = example;
  const isAlone = Object.keys(surroundings).length === 0;
  return [
    text,
    fence('json', prettyJson(block)),
    ...(isAlone ? [] : ['The flow around it holds:', fence('json', prettyJson(surroundings))]),
    ...(response ? ['The address answers:', fence('json', prettyJson(response))] : []),
  ];
}

function answerParts({ web, messagingApp }: ExampleRun): string[] {
  const answer = prettyJson(web);
  const inApp = prettyJson(messagingApp);
  return [
    'The example gives a web page or a program:',
    fence('json', answer),
    ...(inApp === answer
      ? ['An adapter for a messaging app gets the same.']
      : ['It gives an adapter for a messaging app:', fence('json', inApp)]),
  ];
}

function trialParts(trials: readonly Trial[], isInput: boolean): string[] {
  const [first] = trials;
  if (!first) return [];
  const hasVariables = trials.some(({ variables }) => Object.keys(variables).length > 0);
  const head = ['Message', ...(isInput ? ['Saved as the answer'] : []), ...(hasVariables ? ['Variables after it'] : [])];
  const rows = trials.map((trial) => [
    sent(trial),
    ...(isInput ? [savedBy(trial)] : []),
    ...(hasVariables ? [valuesAfter(trial)] : []),
  ]);
  return [
    '### When a message arrives',
    'Each of these is the first message after the start:',
    table(head, rows),
    `The whole answer to ${sent(first)}:`,
    fence('json', prettyJson(first.answer)),
  ];
}

function sent({ message }: Trial): string {
  if (!message) return 'none';
  const isPlain = message.type === 'text' && Object.keys(message).length === 2;
  return `\`${isPlain ? JSON.stringify(message.text) : prettyLine(message)}\``;
}

function savedBy({ saved, turn }: Trial): string {
  if (saved !== undefined) return `\`${JSON.stringify(saved)}\``;
  return turn.output.kind === 'retried' ? 'nothing: the block asks again' : 'nothing: skipped';
}

function valuesAfter({ variables }: Trial): string {
  const entries = Object.entries(variables).map(([name, value]) => `${name} = \`${JSON.stringify(value)}\``);
  return entries.length > 0 ? entries.join(', ') : 'none has a value';
}

function prettyLine(value: unknown): string {
  return prettyJson(value).replace(/\s*\n\s*/g, ' ');
}
