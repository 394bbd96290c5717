import type { WorkGuard } from '../../engine/guards.ts';
import { mapInSlices } from '../../engine/language/slices.ts';
import { PhraseSearch } from './phrase-search.ts';

/** Something that can be chosen, reduced to what a reply is compared with. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  /** Saved instead of the label. */
  readonly value?: string | undefined;
  readonly edgeId?: string | undefined;
}

/** Units of work that looking at one choice counts for. */
const choiceWork = 100;

/** Things to choose in the order in which they are tried: longer labels first, none hides behind a part of itself. */
export function inMatchingOrder<C>(choices: readonly C[], labelOf: (choice: C) => string): C[] {
  return choices.toSorted((a, b) => labelOf(b).length - labelOf(a).length);
}

/** Something and the texts that name it; the first thing named wins. */
export interface Named<T> {
  readonly names: readonly (string | undefined)[];
  readonly of: T;
}

/**
 * The first thing that a text names: exactly but for the space around it, else without regard to case and composition
 * of letters. A text that equals something exactly never means something else that differs only in case (C13). An
 * empty text names nothing.
 */
export async function firstNamed<T>(
  guard: WorkGuard,
  things: readonly Named<T>[],
  text: string,
): Promise<T | undefined> {
  const exact = text.trim();
  if (exact === '') return undefined;
  for (const { names, of } of things) {
    const pause = guard.spend(choiceWork);
    if (pause) await pause;
    if (names.some((name) => name?.trim() === exact)) return of;
  }
  const folded = await fold(guard, exact);
  for (const { names, of } of things) {
    for (const name of names) {
      const pause = guard.spend(choiceWork + (name?.length ?? 0));
      if (pause) await pause;
      if (name && (await fold(guard, name.trim())) === folded) return of;
    }
  }
  return undefined;
}

function fold(guard: WorkGuard, text: string): Promise<string> {
  return mapInSlices(guard, text, (part) => part.normalize().toLowerCase());
}

/**
 * The one choice that a reply names by its id, internal value or label (inputs §3.8). The id that a client reports for
 * a pressed button counts before the text. An empty text names nothing.
 *
 * @example (await matchOne(guard, [{ id: 'i0', label: 'Yes' }], ' yes'))?.id // 'i0'
 */
export async function matchOne(
  guard: WorkGuard,
  choices: readonly Choice[],
  text: string,
  replyId?: string,
): Promise<Choice | undefined> {
  const pressed = choices.find((choice) => choice.id === replyId);
  if (pressed) return pressed;
  const ordered = inMatchingOrder(choices, ({ label }) => label);
  return firstNamed(
    guard,
    ordered.map((choice) => ({ names: [choice.id, choice.value, choice.label], of: choice })),
    text,
  );
}

/**
 * All choices that a reply names somewhere in its text, in the order of `choices` (inputs §3.8): by ids first, then by
 * internal values, labels and at last by positions counted from 1. A part of the text names at most one choice.
 *
 * @example await matchMany(guard, colours, 'the red one and 3') // [red, blue] of red, green, blue
 */
export async function matchMany(guard: WorkGuard, choices: readonly Choice[], text: string): Promise<Choice[]> {
  const search = await PhraseSearch.in(guard, text);
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
      const name = nameOf(choice) ?? '';
      const pause = guard.spend(choiceWork + name.length);
      if (pause) await pause;
      if (!named.has(choice) && (await search.take(name))) named.add(choice);
    }
  }
  return choices.filter((choice) => named.has(choice));
}
