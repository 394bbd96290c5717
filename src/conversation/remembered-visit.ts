import { answerKey } from '../engine/answer-key.ts';
import type { Program } from '../engine/block.ts';
import type { SessionAnswer } from '../engine/state.ts';
import { answerText } from '../engine/transcript.ts';
import { remembersUser } from '../flow/settings.ts';
import type { ResultStore, StoredResult } from '../store/results.ts';

/** What an earlier visit of the same person brings into a new conversation. */
export interface RememberedVisit {
  readonly resultId: string;
  readonly variables: StoredResult['variables'];
  readonly answers: readonly SessionAnswer[];
}

/**
 * The earlier visit that a result id names. Undefined unless the bot remembers people and the result is its own and
 * not archived: an id that somebody made up never joins strangers (C4).
 */
export async function rememberedVisit(
  results: ResultStore,
  program: Program,
  resultId: string | undefined,
): Promise<RememberedVisit | undefined> {
  if (resultId === undefined || !remembersUser(program.settings)) return undefined;
  const result = await results.get(resultId);
  if (!result || result.isArchived || result.botId !== program.botId) return undefined;
  const answers = new Map<string, SessionAnswer>();
  for (const { blockId, content, attachedFileUrls } of await results.answers(resultId)) {
    const block = program.blockById.get(blockId);
    const key = block ? answerKey(program, block) : blockId;
    answers.delete(key);
    answers.set(key, { key, value: answerText(content, attachedFileUrls) });
  }
  return { resultId, variables: result.variables, answers: [...answers.values()] };
}
