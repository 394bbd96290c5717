import type { BlockDescription } from '../program.ts';

/** Other words for types of block, as people and language models write them. */
const otherTypes: Readonly<Record<string, string>> = {
  button: 'choice input',
  buttons: 'choice input',
  choices: 'choice input',
  multiplechoice: 'choice input',
  phone: 'phone number input',
  fileupload: 'file input',
  script: 'Code',
  http: 'Webhook',
  httprequest: 'Webhook',
};

/** Other words for operators of comparisons. */
const otherOperators: Readonly<Record<string, string>> = {
  '=': 'Equal to',
  '==': 'Equal to',
  '===': 'Equal to',
  '!=': 'Not equal',
  '!==': 'Not equal',
  '<>': 'Not equal',
  '>': 'Greater than',
  '>=': 'Greater or equal to',
  '<': 'Less than',
  '<=': 'Less or equal to',
  is: 'Equal to',
  equal: 'Equal to',
  equals: 'Equal to',
  isequal: 'Equal to',
  eq: 'Equal to',
  isequalto: 'Equal to',
  notequals: 'Not equal',
  isnotequal: 'Not equal',
  neq: 'Not equal',
  ne: 'Not equal',
  notequalto: 'Not equal',
  isnot: 'Not equal',
  isnotequalto: 'Not equal',
  doesnotequal: 'Not equal',
  contain: 'Contains',
  includes: 'Contains',
  notcontains: 'Does not contain',
  notcontain: 'Does not contain',
  doesntcontain: 'Does not contain',
  isgreaterthan: 'Greater than',
  greater: 'Greater than',
  isgreater: 'Greater than',
  morethan: 'Greater than',
  gt: 'Greater than',
  greaterthanorequal: 'Greater or equal to',
  greaterthanorequalto: 'Greater or equal to',
  greaterorequal: 'Greater or equal to',
  gte: 'Greater or equal to',
  islessthan: 'Less than',
  less: 'Less than',
  isless: 'Less than',
  lt: 'Less than',
  lessthanorequal: 'Less or equal to',
  lessthanorequalto: 'Less or equal to',
  lessorequal: 'Less or equal to',
  lte: 'Less or equal to',
  isnotempty: 'Is set',
  notempty: 'Is set',
  exists: 'Is set',
  empty: 'Is empty',
  isnotset: 'Is empty',
  notset: 'Is empty',
  startwith: 'Starts with',
  endwith: 'Ends with',
  regex: 'Matches regex',
  matches: 'Matches regex',
  notmatches: 'Does not match regex',
  doesnotmatch: 'Does not match regex',
};

const operators = [
  ...['Equal to', 'Not equal', 'Contains', 'Does not contain', 'Greater than', 'Greater or equal to', 'Less than'],
  ...['Less or equal to', 'Is set', 'Is empty', 'Starts with', 'Ends with', 'Matches regex', 'Does not match regex'],
];
const operatorsByWord = new Map([
  ...Object.entries(otherOperators),
  ...operators.map((operator) => [word(operator), operator] as const),
]);

/** A name without case, spaces and signs; a name of signs only is kept. */
function word(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return plain === '' ? name.trim() : plain;
}

/**
 * The operator that another spelling means; undefined when it is right already or means none.
 *
 * @example meantOperator('Not equal to') // 'Not equal'
 */
export function meantOperator(operator: string): string | undefined {
  return operators.includes(operator) ? undefined : operatorsByWord.get(word(operator));
}

/**
 * Finds the type of block that another spelling means; gives undefined when it is right already or means none, or
 * several: `email` may ask for an address or send a mail.
 *
 * @param kinds the kinds of block that exist, by type
 * @example typeReader(blockKinds)('Text-Input') // 'text input'
 */
export function typeReader(kinds: ReadonlyMap<string, BlockDescription>): (type: string) => string | undefined {
  const byWord = new Map<string, string | undefined>();
  for (const type of kinds.keys()) byWord.set(word(type), byWord.has(word(type)) ? undefined : type);
  for (const { type, sort } of kinds.values()) {
    if (sort === 'bubble') byWord.set(`${word(type)}bubble`, type);
    if (sort !== 'input' || !type.endsWith(' input')) continue;
    const short = word(type.slice(0, -' input'.length));
    const other = kinds.get(byWord.get(short) ?? '');
    // A text is said rather than asked for.
    if (other?.sort !== 'bubble') byWord.set(short, other ? undefined : type);
  }
  for (const [name, type] of Object.entries(otherTypes)) {
    const sort = kinds.get(type)?.sort;
    const names = sort === 'input' ? [name, `${name}input`] : sort ? [name] : [];
    for (const other of names) if (!byWord.has(other)) byWord.set(other, type);
  }
  return (type) => (kinds.has(type) ? undefined : byWord.get(word(type)));
}
