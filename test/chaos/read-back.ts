import type { Store } from '../../src/store/store.ts';
import type { Person } from './person.ts';
import { botId } from './questions.ts';

/** A conversation as it is stored. */
interface StoredConversation {
  readonly isCompleted: boolean;
  /** Value of the counting variable. */
  readonly count: unknown;
  readonly answers: readonly (readonly [blockId: string, content: string])[];
  /** Replies in the record of what happened. */
  readonly timeline: readonly (readonly [blockId: string, content: string])[];
}

/** Reads one conversation back. */
async function readConversation({ results, sessions }: Store, resultId: string): Promise<StoredConversation> {
  const result = await results.get(resultId);
  const timeline = await sessions.timeline({ resultId });
  return {
    isCompleted: result?.isCompleted ?? false,
    count: result?.variables.find(({ name }) => name === 'Count')?.value,
    answers: (await results.answers(resultId)).map(({ blockId, content }) => [blockId, content]),
    timeline: timeline.flatMap((entry) => (entry.kind === 'answer' ? [[entry.blockId, entry.content] as const] : [])),
  };
}

/** How many conversations were begun. */
async function countConversations({ results }: Store): Promise<number> {
  const limit = 500;
  let count = 0;
  for (;;) {
    const page = await results.list(botId, { limit, offset: count });
    count += page.length;
    if (page.length < limit) return count;
  }
}

/**
 * What is wrong with the stored conversations: everybody's answers must be there, once and in order, and nobody else's.
 * Empty when all is well.
 */
export async function findWrongs(store: Store, persons: readonly Person[]): Promise<string[]> {
  const wrongs: string[] = [];
  const count = await countConversations(store);
  if (count !== persons.length) wrongs.push(`${persons.length} people had ${count} conversations`);
  for (const { resultId, lines } of persons) {
    const expected = lines.map(({ blockId, text }) => [blockId, text] as const);
    const wanted: StoredConversation = {
      isCompleted: true,
      count: String(lines.length),
      answers: expected,
      timeline: expected,
    };
    const [is, should] = [JSON.stringify(await readConversation(store, resultId)), JSON.stringify(wanted)];
    if (is !== should) wrongs.push(`${resultId} is ${is} and should be ${should}`);
  }
  return wrongs;
}
