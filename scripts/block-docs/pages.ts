import fs from 'node:fs';
import path from 'node:path';
import type { BlockSort } from '../../src/flow/program.ts';
import { readAbout } from './about.ts';
import { table } from './markdown.ts';
import { makePage, type Page } from './page.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Folder that holds the committed pages. */
export const pageFolder = path.join(root, 'docs', 'blocks');

/** Every page that the hand-written parts give, in the order of their names. Rejects with the name of the bad one. */
export async function makePages(): Promise<Page[]> {
  const blocks = path.join(root, 'src', 'blocks');
  const pages: Page[] = [];
  for (const folder of fs.readdirSync(blocks).sort()) {
    const file = path.join(blocks, folder, 'about.md');
    if (!fs.existsSync(file)) continue;
    try {
      pages.push(await makePage(folder, readAbout(fs.readFileSync(file, 'utf8'))));
    } catch (error) {
      throw new Error(`src/blocks/${folder}/about.md`, { cause: error });
    }
  }
  return pages;
}

/** The pages and their index as files, by file name. */
export function pageFiles(pages: readonly Page[]): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', indexOf(pages)],
    ...pages.map(({ name, markdown }) => [`${name}.md`, markdown] as const),
  ]);
}

const sorts: readonly (readonly [BlockSort, string, string])[] = [
  ['bubble', 'Bubbles', 'Say something.'],
  ['input', 'Inputs', 'Ask for a reply and wait for it.'],
  ['logic', 'Logic', 'Decide where the flow goes, set variables, or ask the client to do something.'],
  ['integration', 'Integrations', 'Talk to other systems.'],
];

function indexOf(pages: readonly Page[]): string {
  const sections = sorts.map(([sort, title, text]) => {
    const rows = pages
      .filter(({ kinds }) => kinds[0]!.sort === sort)
      .flatMap(({ name, about, kinds }) =>
        kinds.map(({ type, summary }) => [`[${about.title}](${name}.md)`, `\`${type}\``, summary]),
      );
    return `## ${title}\n\n${text}\n\n${table(['Block', 'Type', 'What it does'], rows)}`;
  });
  return `${[introduction, ...sections].join('\n\n')}\n`;
}

const introduction = `<!-- Made by scripts/generate-block-docs.ts. -->

# Kinds of block

A flow is made of groups, and a group is a list of blocks. Each kind of block has a page here. The tables of options
come from the schemas that the server reads blocks with. The answers come from running the examples in a live
conversation. They leave out \`sessionId\`, \`resultId\` and \`typebot\`, which say nothing about the block.

Every block has these fields besides those of its kind:

| Name | Type | Meaning |
| --- | --- | --- |
| \`id\` | text, required | Id of the block. Messages and inputs carry it, so clients can tell blocks apart. |
| \`type\` | text, required | Kind of the block, written exactly as in the tables below. |
| \`outgoingEdgeId\` | text | Id of the arrow that leaves the block. Without it the flow goes on with the next block of the group. |

Three rules hold for all kinds:

- Options that are absent stay absent in answers. The server fills in no defaults. Where a page names a default for
  something that is shown, the client applies it.
- \`{{Name}}\` in a text is replaced by the value of the variable, and \`{{= 1 + 1 =}}\` by the result of the code.
- A block that cannot be read, or has an unknown type, is skipped. The rest of the flow runs.

An input that does not accept a reply sends a text bubble that has the id of the input, and then the input again. The
text is the one of the block if it has any, else the one in the settings of the bot, else
\`Invalid message. Please, try again.\``;
