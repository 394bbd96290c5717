import { isObject } from './json.ts';
import { readPattern } from './pattern.ts';
import type { Warning } from './program.ts';
import { parseTemplate, referenceTokens } from './template.ts';
import { blocksOf, type DescribedBlock, type DescribedProgram, hopOf, optionsOf, placeOf } from './validate-place.ts';

/** What a flow names and does not have: variables, groups, bots; and patterns that cannot be read. */
export function referenceWarnings(program: DescribedProgram): Warning[] {
  return [
    ...program.events.flatMap((event, index) =>
      variableWarnings(program, {}, event.options, `events[${index}].options`),
    ),
    ...blocksOf(program).flatMap((block) => [
      ...variableWarnings(program, placeOf(block), block.data),
      ...hopWarnings(program, block),
      ...linkWarnings(block),
    ]),
    ...variableWarnings(program, {}, program.settings, 'settings'),
    ...variableWarnings(program, {}, program.theme, 'theme'),
  ];
}

/** Walks through everything below a value and names each unknown variable and each unreadable pattern once. */
function variableWarnings(
  program: DescribedProgram,
  place: Pick<Warning, 'group' | 'block'>,
  root: unknown,
  rootPath = '',
): Warning[] {
  const warnings = new Map<string, Warning>();
  const note = (field: string, message: string) => {
    if (!warnings.has(message)) warnings.set(message, { ...place, field, message });
  };
  const visit = (value: unknown, path: string) => {
    if (typeof value === 'string') {
      for (const content of namesIn(value)) {
        if (!program.variableByName.has(content)) note(path, `There is no variable with the name "${content}".`);
      }
    } else if (Array.isArray(value)) {
      for (const [index, entry] of value.entries()) visit(entry, `${path}[${index}]`);
    } else if (isObject(value)) {
      const complaint = patternComplaint(value.comparisonOperator, value.value);
      if (complaint) note(join(path, 'value'), complaint);
      for (const [key, entry] of Object.entries(value)) {
        const at = join(path, key);
        if (!/variableId$/i.test(key) || typeof entry !== 'string' || entry === '') visit(entry, at);
        else if (!program.variableById.has(entry)) note(at, `There is no variable with the id "${entry}".`);
      }
    }
  };
  visit(root, rootPath);
  return [...warnings.values()];
}

/** Names of the variables that a text refers to, inside its inline code too. */
function namesIn(text: string): string[] {
  return parseTemplate(text).tokens.flatMap(({ kind, content }) =>
    kind === 'reference' ? [content] : referenceTokens(content).map((token) => token.content),
  );
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** Patterns are written plainly or as `/source/flags`; those with a placeholder are only known at run time. */
function patternComplaint(operator: unknown, pattern: unknown): string | undefined {
  if (operator !== 'Matches regex' && operator !== 'Does not match regex') return undefined;
  if (typeof pattern !== 'string' || pattern.includes('{{')) return undefined;
  const { source, flags } = readPattern(pattern);
  try {
    new RegExp(source, flags);
    return undefined;
  } catch (error) {
    return `The pattern cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

function hopWarnings(program: DescribedProgram, block: DescribedBlock): Warning[] {
  const place = { ...placeOf(block), field: 'options.groupId' };
  const hop = hopOf(block);
  if (!hop) return block.type === 'Jump' ? [{ ...place, message: 'The jump names no group: the flow goes on.' }] : [];
  if (hop.isDynamic) return [];
  const group = program.groupById.get(hop.groupId);
  if (!group) return [{ ...place, message: `There is no group with the id "${hop.groupId}".` }];
  if (hop.blockId === undefined || group.isStart || group.places.has(hop.blockId)) return [];
  return [
    { ...place, field: 'options.blockId', message: `"${group.title}" has no block with the id "${hop.blockId}".` },
  ];
}

function linkWarnings(block: DescribedBlock): Warning[] {
  if (block.type !== 'Typebot link' || optionsOf(block).typebotId) return [];
  return [{ ...placeOf(block), field: 'options.typebotId', message: 'The link names no bot: the flow goes on.' }];
}
