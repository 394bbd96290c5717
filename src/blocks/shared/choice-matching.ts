import { PhraseSearch } from './phrase-search.ts';

/** Something that can be chosen, reduced to what a reply is compared with. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  /** Saved instead of the label. */
  readonly value?: string | undefined;
  readonly edgeId?: string | undefined;
}

/**
 * Ways to make two texts comparable, the strictest first: a reply that equals something exactly never means something
 * else that differs only in case (C13).
 */
export const comparableForms: readonly ((text: string) => string)[] = [
  (text) => text.trim(),
  (text) => text.trim().normalize().toLowerCase(),
];

/** Things to choose in the order in which they are tried: longer labels first, none hides behind a part of itself. */
export function inMatchingOrder<C>(choices: readonly C[], labelOf: (choice: C) => string): C[] {
  return choices.toSorted((a, b) => labelOf(b).length - labelOf(a).length);
}

/**
 * The one choice that a reply names by its id, internal value or label (inputs §3.8). The id that a client reports for
 * a pressed button counts before the text. An empty text names nothing.
 *
 * @example matchOne([{ id: 'i0', label: 'Yes' }], ' yes')?.id // 'i0'
 */
export function matchOne(choices: readonly Choice[], text: string, replyId?: string): Choice | undefined {
  const pressed = choices.find((choice) => choice.id === replyId);
  if (pressed) return pressed;
  const ordered = inMatchingOrder(choices, ({ label }) => label);
  for (const comparable of comparableForms) {
    const wanted = comparable(text);
    if (wanted === '') return undefined;
    const named = ordered.find(({ id, label, value = '' }) =>
      [id, value, label].some((name) => comparable(name) === wanted),
    );
    if (named) return named;
  }
  return undefined;
}

/**
 * All choices that a reply names somewhere in its text, in the order of `choices` (inputs §3.8): by ids first, then by
 * internal values, labels and at last by positions counted from 1. A part of the text names at most one choice.
 *
 * @example matchMany(colours, 'the red one and 3') // [red, blue] of red, green, blue
 */
export function matchMany(choices: readonly Choice[], text: string): Choice[] {
  const search = new PhraseSearch(text);
  const positions = new Map(choices.map((choice, index) => [choice, String(index + 1)]));
  const ordered = inMatchingOrder(choices, ({ label }) => label);
  const named = new Set<Choice>();
  const namesOf: ((choice: Choice) => string | undefined)[] = [
    (choice) => choice.id,
    (choice) => choice.value,
    (choice) => choice.label,
    (choice) => positions.get(choice),
  ];
  for (const nameOf of namesOf) {
    for (const choice of ordered) {
      if (!named.has(choice) && search.take(nameOf(choice) ?? '')) named.add(choice);
    }
  }
  return choices.filter((choice) => named.has(choice));
}
