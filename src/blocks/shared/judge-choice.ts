import type { BlockContext, Judgement } from '../../engine/block.ts';
import { mapInSlices } from '../../engine/language/slices.ts';
import type { Reply } from '../../engine/message.ts';
import { type Choice, matchMany, matchOne } from './choice-matching.ts';

/** What a reply to a choice is judged by. */
export interface ChoiceQuestion {
  /** What is displayed now. */
  readonly choices: readonly Choice[];
  readonly isMultiple: boolean | undefined;
  /** The stored items, displayed or not: a single choice without an edge goes the way of the item with its label. */
  readonly routes: readonly Route[];
}

/** A label as its author wrote it, and the edge that belongs to it. */
export interface Route {
  readonly label: string | undefined;
  readonly edgeId: string | undefined;
}

/** Judges a reply to a single or multiple choice (inputs §3.8, §2.4). Only texts can be valid. */
export async function judgeChoice(
  reply: Reply | undefined,
  { choices, isMultiple, routes }: ChoiceQuestion,
  context: BlockContext,
): Promise<Judgement> {
  if (reply?.type !== 'text') return { verdict: 'invalid' };
  if (isMultiple) {
    const chosen = await matchMany(context.guard, choices, reply.text);
    if (chosen.length === 0) return { verdict: 'invalid' };
    return { verdict: 'valid', content: chosen.map(({ value, label }) => value ?? label.trim()).join(', ') };
  }
  const chosen = await matchOne(context.guard, choices, reply.text, reply.metadata?.replyId);
  const content = chosen?.value || chosen?.label;
  if (!content) return { verdict: 'invalid' };
  const edgeId = chosen?.edgeId ?? (await edgeOfLabel(content, routes, context));
  return { verdict: 'valid', content, edgeId };
}

async function edgeOfLabel(
  content: string,
  routes: readonly Route[],
  context: BlockContext,
): Promise<string | undefined> {
  const composed = (text: string) => mapInSlices(context.guard, text, (part) => part.normalize());
  const wanted = await composed(content);
  for (const { label, edgeId } of routes) {
    if ((await composed(await context.text(label))) === wanted) return edgeId;
  }
  return undefined;
}
