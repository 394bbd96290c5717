import { parse } from 'acorn';
import type { Interruptible } from './interruptible.ts';
import type { Warning } from './program.ts';
import { parseTemplate } from './template.ts';
import { blocksOf, type DescribedBlock, type DescribedProgram, optionsOf, placeOf } from './validate-place.ts';

/** Code of blocks that no JavaScript engine can read: such a block only ever fails. */
export function* scriptWarnings(program: DescribedProgram): Interruptible<Warning[]> {
  const warnings: Warning[] = [];
  for (const block of blocksOf(program)) {
    const script = scriptOf(block);
    if (!script) continue;
    yield;
    const complaint = complaintAbout(script.code);
    if (complaint === undefined) continue;
    warnings.push({ ...placeOf(block), field: script.field, message: `The code cannot be read: ${complaint}.` });
  }
  return warnings;
}

interface Script {
  readonly field: string;
  readonly code: string;
}

/** The code of a block as it runs; undefined for one without, and for a value that may be plain text. */
function scriptOf(block: DescribedBlock): Script | undefined {
  const { content, type = 'Custom', isCode, expressionToEvaluate: expression } = optionsOf(block);
  if (block.type === 'Code' && typeof content === 'string') {
    // Programs that run it take a tag around it away.
    return { field: 'options.content', code: content.replace(/^\s*<script>|<\/script>\s*$/g, '') };
  }
  if (block.type === 'Set variable' && type === 'Custom' && isCode === true && typeof expression === 'string') {
    const code = expression.includes('return ') ? expression : `return ${expression}`;
    return { field: 'options.expressionToEvaluate', code };
  }
  return undefined;
}

/** What is wrong with the body of an async function, and where; undefined when it can be read. */
function complaintAbout(code: string): string | undefined {
  const { tokens, hasCode } = parseTemplate(code);
  // What inline code gives becomes part of the code, and is not known yet.
  if (hasCode) return undefined;
  let bound = '';
  let from = 0;
  for (const { content, start, end } of tokens) {
    // Like the name of its variable: no two are equal. Blanks keep the places of everything after it.
    const name = `$${Array.from(content, (letter) => letter.codePointAt(0)?.toString(36)).join('_')}`;
    bound += code.slice(from, start) + name.padEnd(end - start);
    from = end;
  }
  try {
    parse(`(async function () {\n${bound}${code.slice(from)}\n})`, { ecmaVersion: 'latest' });
    return undefined;
  } catch (error) {
    const { message, loc } = error as SyntaxError & { readonly loc?: { readonly line: number } };
    const reason = message.replace(/ \(\d+:\d+\)$/, '');
    return loc ? `${reason} in line ${loc.line - 1}` : reason;
  }
}
