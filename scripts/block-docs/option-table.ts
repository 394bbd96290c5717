import type { BlockKind } from '../../src/engine/block.ts';
import { list, table } from './markdown.ts';
import { type OptionRow, optionRows } from './option-rows.ts';

/** Kinds that share a page, with the fields that they all have. */
export interface SharedOptions {
  readonly rows: readonly OptionRow[];
  /** Names of fields that allow other texts in each kind. */
  readonly differing: ReadonlySet<string>;
}

/** Throws Error when the kinds do not have the same fields. */
export function sharedOptions(kinds: readonly BlockKind[]): SharedOptions {
  const [rows = [], ...others] = kinds.map(optionRows);
  const differing = new Set<string>();
  for (const other of others) {
    if (names(other) !== names(rows)) throw new Error(`Not the same fields: ${names(rows)} / ${names(other)}`);
    for (const [index, row] of other.entries()) {
      if (row.values.join() !== rows[index]?.values.join()) differing.add(row.name);
    }
  }
  return { rows, differing };
}

function names(rows: readonly OptionRow[]): string {
  return rows.map(({ name }) => name).join(', ');
}

/**
 * The table of a page's options. Throws Error when one of them is described nowhere, or a description is about none.
 *
 * @param isInput fields that every input has mean the same in all of them
 */
export function optionTable(
  { rows, differing }: SharedOptions,
  meanings: ReadonlyMap<string, string>,
  isInput: boolean,
): string {
  const unknown = [...meanings.keys()].filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length > 0) throw new Error(`These are no options: ${unknown.join(', ')}`);
  const meaningOf = (name: string) => meanings.get(name) ?? commonMeaning(name, isInput);
  const silent = rows.filter(({ name }) => meaningOf(name) === undefined);
  if (silent.length > 0) throw new Error(`Nothing is said about ${names(silent)}`);
  if (rows.length === 0) return 'This block has no options.';
  return table(
    ['Name', 'Type', 'Meaning'],
    rows.map(({ name, type, values }) => {
      const allowed = differing.has(name) ? ' See the table of types.' : allowedTexts(values);
      return [`\`${name}\``, type, `${meaningOf(name)}${allowed}`];
    }),
  );
}

function allowedTexts(values: readonly string[]): string {
  if (values.length === 0) return '';
  return ` ${values.length === 1 ? 'Only' : 'One of'} ${list(values)}.`;
}

const ofEveryInput: Readonly<Record<string, string>> = {
  'options.variableId': 'Id of the variable that the answer is saved in.',
  'options.labels.placeholder': 'Text in the empty field.',
  'options.labels.button': 'Label of the button that sends the reply. Clients show `Send` when it is absent.',
};

/** Fields that mean the same wherever they stand, by the end of their names. */
const anywhere: readonly (readonly [RegExp, string])[] = [
  [/\[\]\.id$/, 'Id of the entry.'],
  [/\.displayCondition\.isEnabled$/, 'Whether the condition counts. Default: `false`.'],
  [
    /\.displayCondition\.condition$/,
    'The entry is shown only while this holds. See [conditions](condition.md#conditions).',
  ],
  [/\.responseVariableMapping\[\]\.variableId$/, 'Id of the variable that a part of what arrived is saved in.'],
  [
    /\.responseVariableMapping\[\]\.bodyPath$/,
    'Which part: a JavaScript expression that sees `data` and `statusCode`, such as `data.items[0].name`.',
  ],
];

function commonMeaning(name: string, isInput: boolean): string | undefined {
  return (isInput ? ofEveryInput[name] : undefined) ?? anywhere.find(([pattern]) => pattern.test(name))?.[1];
}
