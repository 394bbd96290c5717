import type { Store } from '../../src/store/store.ts';
import type { ApiResult } from './api-results.ts';
import type { Person } from './person.ts';

/** A conversation as it is stored. */
interface StoredConversation {
  readonly isCompleted: boolean;
  /** Value of the counting variable. */
  readonly count: unknown;
  readonly answers: readonly (readonly [blockId: string, content: string])[];
  /** Replies in the record of what happened. */
  readonly timeline: readonly (readonly [blockId: string, content: string])[];
}

/** Reads one conversation back: the record of what happened from the store, everything else as programs do. */
async function readConversation(
  { sessions }: Store,
  result: ApiResult | undefined,
  resultId: string,
): Promise<StoredConversation> {
  const timeline = await sessions.timeline({ resultId });
  return {
    isCompleted: result?.isCompleted ?? false,
    count: result?.variables.find(({ name }) => name === 'Count')?.value,
    answers: result?.answers.map(({ blockId, content }) => [blockId, content]) ?? [],
    timeline: timeline.flatMap((entry) => (entry.kind === 'answer' ? [[entry.blockId, entry.content] as const] : [])),
  };
}

/**
 * What is wrong with the stored conversations: everybody's answers must be there, once and in order, and nobody else's.
 * Empty when all is well.
 *
 * @param results of the bot, from the API
 */
export async function findWrongs(
  store: Store,
  results: ReadonlyMap<string, ApiResult>,
  persons: readonly Person[],
): Promise<string[]> {
  const wrongs: string[] = [];
  if (results.size !== persons.length) wrongs.push(`${persons.length} people had ${results.size} conversations`);
  for (const { resultId, lines } of persons) {
    const expected = lines.map(({ blockId, text }) => [blockId, text] as const);
    const wanted: StoredConversation = {
      isCompleted: true,
      count: String(lines.length),
      answers: expected,
      timeline: expected,
    };
    const [is, should] = [
      JSON.stringify(await readConversation(store, results.get(resultId), resultId)),
      JSON.stringify(wanted),
    ];
    if (is !== should) wrongs.push(`${resultId} is ${is} and should be ${should}`);
  }
  return wrongs;
}
