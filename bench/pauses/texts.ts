import type { Random } from '../../test/chaos/random.ts';

const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const words = [
  'yes',
  'option',
  'the',
  'Paris',
  'name',
  'tomorrow',
  'at',
  'noon',
  'straße',
  'été',
  'number',
  'to',
  'from',
];

function some(random: Random, from: number, to: number, piece: () => string): string {
  return Array.from({ length: random.between(from, to) }, piece).join('');
}

/** A piece of text of one sort; texts are made of many. All of them are valid in JSON. */
const pieces: Readonly<Record<string, (random: Random) => string>> = {
  words: (random) => `${random.pick(words)} `,
  letters: (random) => some(random, 20, 40, () => random.pick(letters)),
  digits: (random) => String(random.between(0, 999_999)),
  'grouped digits': (random) => `${random.between(1, 999)}${random.pick([' ', '.', ',', '-', '/', "'"])}`,
  separators: (random) => random.pick([', ', ';', '|', '\n', '\t', ' , ', ',,']),
  brackets: (random) => random.pick(['(', ')', '[', ']', '{', '}', '<', '>']),
  markdown: (random) =>
    random.pick(['*', '**', '_', '`', '[', '](', ')', '#', '\n> ', '\n- ', '\n', '![', '~~', 'word ']),
  'bold words': (random) => `**${random.pick(words)}** _${random.pick(words)}_ [a](https://a.example) `,
  marks: (random) =>
    random.pick(letters) + some(random, 1, 32, () => String.fromCodePoint(random.between(0x300, 0x36f))),
  emoji: (random) => random.pick(['👩‍👩‍👧', '🏳️‍🌈', '👍🏽', '🇫🇷', '😀']),
  addresses: (random) =>
    `https://${random.pick(words)}.example/${random.between(1, 99)}?q=${random.pick(words)}&x=%20, `,
  mails: (random) => `${random.pick(words)}.${random.between(1, 99)}+x@mail.${random.pick(words)}.example `,
  dates: (random) =>
    random.pick([
      `${random.between(1, 31)}/${random.between(1, 12)}/${random.between(1, 9999)} `,
      `next ${random.pick(['monday', 'friday', 'week'])} at ${random.between(1, 24)}:${random.between(0, 59)} `,
      `${random.between(1, 28)} ${random.pick(['May', 'June', 'march'])} ${random.between(1900, 2100)} to `,
      `in ${random.between(1, 99)} days `,
    ]),
  phones: (random) => `+${random.between(1, 99)} ${random.between(1, 9)} ${random.between(10_000, 99_999_999)} / `,
  references: (random) => random.pick(['{{V}} ', '{{L}}', '{{= 1 + 1 =}} ', '{{unknown}}', '{{', '}}']),
  html: (random) => random.pick(['<b title="x">', '</b>', '&amp;', '<br/>', '<!-- c -->', '<a href="#">']),
  json: (random) => random.pick(['{"a":', '[', ']', '}', '1,', '"x"', 'null,', '[[[']),
  quotes: (random) => random.pick(['"', "'", '\\', '`', '“', '\\n']),
  lines: (random) => `${random.pick(words)}\n`,
  spaces: (random) => random.pick([' ', '\t', '\u00a0', '\u200b', '\u2003', '\r\n']),
  controls: (random) => random.pick(['\u0000', '\ud800', '\u0007', '\ufeff', '\u2028']),
  'right to left': (random) => random.pick(['שלום ', 'عليكم ', '\u202e', '٣٤']),
  'upper case': (random) => random.pick(['İ', 'ß', 'ﬃ', 'Σ', 'ΌΣ ', 'ŉ']),
  labels: (random) => `Option ${random.between(0, 4000)}, `,
  numbered: (random) => `${random.between(1, 4000)}, `,
  times: (random) => `${random.between(0, 24)}:${random.between(0, 60)} ${random.pick(['am', 'pm', ''])} `,
};

/** Sorts of texts. */
export const sorts: readonly string[] = Object.keys(pieces);

/** A text and what it is made of. */
export interface SomeText {
  readonly sort: string;
  readonly text: string;
}

/** A text of about so many bytes: of one sort or of two, made anew all along or the same piece again and again. */
export function textOf(random: Random, bytes: number): SomeText {
  const first = random.pick(sorts);
  const second = random.isLikely(0.3) ? random.pick(sorts) : first;
  const isRepeated = random.isLikely(0.3);
  const parts = [first, second].map((sort) => textOfSort(random, sort, bytes / 2, isRepeated));
  const end = random.pick(['', '', '!', '\n', ' x', '@', ')', '.']);
  const sort = [first === second ? first : `${first} + ${second}`, isRepeated ? 'repeated' : '']
    .filter(Boolean)
    .join(', ');
  return { sort, text: parts.join('') + end };
}

function textOfSort(random: Random, sort: string, bytes: number, isRepeated: boolean): string {
  const piece = pieces[sort];
  if (!piece) throw new Error(`There are no texts of the sort ${sort}`);
  // Many pieces once, then copies of them: making each anew would take longer than the server needs.
  const block = isRepeated ? piece(random) : some(random, 500, 1000, () => piece(random));
  const copies = Math.max(1, Math.floor(bytes / Buffer.byteLength(JSON.stringify(block))));
  return block.repeat(copies);
}

/** A list of texts of about so many bytes together, short or long. */
export function listOf(random: Random, bytes: number): readonly string[] {
  const entryBytes = random.pick([4, 12, 100, 10_000]);
  const { text } = textOf(random, Math.min(bytes, 40_000));
  const count = Math.min(400_000, Math.ceil(bytes / (entryBytes + 3)));
  return Array.from({ length: count }, (_, i) => {
    const from = (i * 7) % Math.max(1, text.length - entryBytes);
    return `${text.slice(from, from + entryBytes)}${i % 3 === 0 ? i : ''}`;
  });
}
