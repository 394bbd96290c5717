import { blockKinds } from '../../src/blocks/registry.ts';
import type { BlockKind } from '../../src/engine/block.ts';
import type { Message } from '../../src/engine/message.ts';
import { bubbleTexts } from '../../test/support/running-flow.ts';
import type { About } from './about.ts';
import { fence, list, table } from './markdown.ts';
import { optionTable, type SharedOptions, sharedOptions } from './option-table.ts';
import { inOneLine, prettyJson } from './pretty-json.ts';
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
  if (trials.length === 0) return [];
  const hasChanges = trials.some(({ changes }) => Object.keys(changes).length > 0);
  const head = [
    'Message',
    ...(isInput ? ['Saved as the answer'] : []),
    ...(hasChanges ? ['Variables that it changes'] : []),
  ];
  const rows = trials.map((trial) => [
    trial.message ? sent(trial.message) : 'no message',
    ...(isInput ? [savedBy(trial)] : []),
    ...(hasChanges ? [changesBy(trial)] : []),
  ]);
  const telling = trials.find(({ turn, answer }) => turn.output.kind !== 'retried' && Object.keys(answer).length > 1);
  return [
    '### When a message arrives',
    ...(head.length > 1 ? ['Each of these is the first message after the start:', table(head, rows)] : []),
    ...(telling
      ? [
          `The whole answer to ${telling.message ? sent(telling.message) : 'a request without a message'}:`,
          fence('json', prettyJson(telling.answer)),
        ]
      : []),
  ];
}

function sent(message: Message): string {
  const isPlain = message.type === 'text' && Object.keys(message).length === 2;
  return `\`${isPlain ? JSON.stringify(message.text) : inOneLine(message)}\``;
}

function savedBy({ saved, turn }: Trial): string {
  if (saved !== undefined) return `\`${JSON.stringify(saved)}\``;
  if (turn.output.kind !== 'retried') return 'nothing: the input is skipped';
  return `nothing: the block says \`${bubbleTexts(turn).join(' ')}\` and asks again`;
}

function changesBy({ changes }: Trial): string {
  const entries = Object.entries(changes).map(([name, value]) => `${name} = \`${JSON.stringify(value ?? null)}\``);
  return entries.length > 0 ? entries.join(', ') : 'none';
}
