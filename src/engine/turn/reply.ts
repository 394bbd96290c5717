import { toValue, type Value } from '../../flow/values.ts';
import { answerKey, savingOptions } from '../answer-key.ts';
import type { InputKind, Judgement, RunningBlock, RunningSpot, TextFormat } from '../block.ts';
import type { Message, Reply } from '../message.ts';
import type { TextContent, TurnOutput } from '../output.ts';
import { paragraph } from '../richtext/nodes.ts';
import { withHtml } from '../richtext/to-html.ts';
import { keepsReply, type ReturnMark } from '../state.ts';
import { answerText } from '../transcript.ts';
import { connectedEvent, enterCommand, enterReplyEvent } from './events.ts';
import { lastInputOf } from './last-input.ts';
import type { Turn } from './turn.ts';
import { follow, hasContinuation, walk } from './walk.ts';

/** How a message was dealt with, as the kind of the turn's output. */
type Outcome = TurnOutput['kind'];

/** The text that says a reply was not understood, when neither the input nor the bot has one of its own. */
export const defaultInvalidMessage = 'Invalid message. Please, try again.';

/** Processes a message at the block that the conversation is paused on (engine §5). */
export async function processMessage(turn: Turn, message: Message | undefined, block: RunningBlock): Promise<Outcome> {
  turn.enterBlock(block);
  turn.hasUsedMessage = true;
  turn.lastInput = lastInputOf(turn, block);
  if (message?.type === 'command') {
    const spot = enterCommand(turn, message.command, block);
    turn.position = undefined;
    await walk(turn, spot);
    return afterWalk(turn);
  }
  if (block.kind?.sort === 'input') return answerInput(turn, block, block.kind, message, false);
  const delivery = takeDelivery(turn, block);
  await block.kind?.resume?.(block.data, message ?? delivery, turn);
  return leaveBlock(turn, block, undefined);
}

/** What was delivered from outside for this block; it counts as the message when the client brings none. */
function takeDelivery(turn: Turn, block: RunningBlock): Message | undefined {
  const { delivered } = turn;
  turn.delivered = undefined;
  return delivered?.blockId === block.id ? { type: 'text', text: delivered.text } : undefined;
}

async function answerInput(
  turn: Turn,
  block: RunningBlock,
  kind: InputKind,
  reply: Reply | undefined,
  isResumed: boolean,
): Promise<Outcome> {
  const { effects } = turn;
  const from = effects.trace && effects.elapsedMs();
  const judgement = await kind.judge(block.data, reply, turn);
  if (from !== undefined) {
    const ms = effects.elapsedMs() - from;
    effects.trace?.({ blockId: block.id, type: block.type, decision: `reply ${judgement.verdict}`, ms });
  }
  if (judgement.verdict === 'valid' && judgement.writes) turn.write(judgement.writes);

  const invalidEvent = judgement.verdict === 'invalid' ? connectedEvent(turn, 'invalidReply') : undefined;
  const replyEvent = invalidEvent || isResumed ? undefined : connectedEvent(turn, 'reply');
  const event = invalidEvent ?? replyEvent;
  if (event) {
    if (replyEvent) warnAboutReplyLoop(turn);
    const spot = enterReplyEvent(turn, event, block, reply, replyEvent ? remembered(reply, judgement) : {});
    turn.position = undefined;
    await walk(turn, spot);
    return afterWalk(turn);
  }

  if (judgement.verdict === 'invalid') {
    await retry(turn, block, kind);
    return 'retried';
  }
  if (judgement.verdict === 'valid' && reply) saveAnswer(turn, block, reply, judgement.content);
  return leaveBlock(turn, block, judgement.verdict === 'valid' ? judgement.edgeId : undefined);
}

/** What a Return brings back of a reply; no message at all is a reply where it skips the input. */
function remembered(reply: Reply | undefined, { verdict }: Judgement): Pick<ReturnMark, 'message' | 'isSkip'> {
  if (reply) return { message: reply };
  return verdict === 'skipped' ? { isSkip: true } : {};
}

/** An answer inside the event's own flow fires the event again and again: the author should know. */
function warnAboutReplyLoop(turn: Turn): void {
  const { returnMark } = turn;
  if (returnMark?.status !== 'pending' || !keepsReply(returnMark) || turn.warnedReplyLoop) return;
  turn.warnedReplyLoop = true;
  turn.diagnose({
    status: 'info',
    description: 'An input inside the flow of a reply event starts that flow again at every reply',
  });
}

/** Asks again: one text bubble with the id of the input, and the same input. Nothing is saved. */
async function retry(turn: Turn, block: RunningBlock, kind: InputKind): Promise<void> {
  const { invalidMessage } = turn.program.settings.general?.systemMessages ?? {};
  const text = await turn.text(kind.retryText?.(block.data) || invalidMessage || defaultInvalidMessage);
  const content = retryContent(text, turn.textFormat);
  // Not `say`: rejected replies and what was answered to them are no part of the transcript.
  turn.addMessage({ id: block.id, type: 'text', content });
  turn.ask(await kind.present(block.data, turn));
  turn.position = block.id;
}

function retryContent(text: string, format: TextFormat): TextContent {
  if (format === 'markdown') return { type: 'markdown', markdown: text };
  const richText = [paragraph(text)];
  return format === 'html' ? withHtml(richText) : { type: 'richText', richText };
}

function saveAnswer(turn: Turn, block: RunningBlock, reply: Reply, content: string): void {
  const attachedFileUrls = reply.type === 'text' ? reply.attachedFileUrls : undefined;
  turn.recordAnswer({ blockId: block.id, content, ...(attachedFileUrls && { attachedFileUrls }) });
  saveInVariables(turn, block, reply, content);
  turn.current.addAnswer({ key: answerKey(turn.program, block), value: answerText(content, attachedFileUrls) });
  if (reply.type === 'text' && content !== reply.text) turn.lastMessageNewFormat = content;
}

/**
 * Fills the variables of an input, in order: attachments, audio, then its own (inputs §2.3). They are not part of the
 * history: the answers themselves are the record.
 */
function saveInVariables({ variables }: Turn, block: RunningBlock, reply: Reply, content: string): void {
  const { variableId, attachments, audioClip } = savingOptions(block);
  const set = (id: string | undefined, value: Value) => {
    if (id !== undefined) variables.set(id, value);
  };
  if (reply.type === 'audio') {
    if (audioClip?.isEnabled) set(audioClip.saveVariableId, toValue(reply.url));
    return;
  }
  const add = (id: string | undefined, incoming: unknown) => {
    const held = variables.get(id);
    const value = toValue(incoming);
    set(id, Array.isArray(held) && value !== null ? held.concat(value) : value);
  };
  const urls = reply.attachedFileUrls ?? [];
  if (attachments?.isEnabled && urls.length > 0) add(attachments.saveVariableId, urls.length === 1 ? urls[0] : urls);
  add(variableId, content);
}

/** Goes on after a block: along the chosen edge, its own, the rest of its group, or where the bot goes on. */
async function leaveBlock(turn: Turn, block: RunningBlock, chosenEdgeId: string | undefined): Promise<Outcome> {
  turn.position = undefined;
  const edgeId = chosenEdgeId ?? block.outgoingEdgeId;
  if (edgeId !== undefined) {
    await walk(turn, follow(turn, edgeId, edgeId !== block.outgoingEdgeId));
    return afterWalk(turn);
  }
  const rest: RunningSpot = { group: block.group, index: block.index + 1 };
  const isLast = rest.index >= block.group.blocks.length;
  if (isLast && !hasContinuation(turn)) return 'idle';
  await walk(turn, isLast ? undefined : rest);
  return afterWalk(turn);
}

/**
 * When a Return brought the walk back to an input whose reply was kept by a reply event, that reply is processed now,
 * without firing the event again (engine §8.1).
 */
async function afterWalk(turn: Turn): Promise<Outcome> {
  const mark = turn.returnMark;
  if (mark?.status !== 'called' || !keepsReply(mark) || turn.position !== mark.blockId || !turn.input) return 'walked';
  const block = turn.program.blockById.get(mark.blockId);
  if (block?.kind?.sort !== 'input') return 'walked';
  turn.returnMark = undefined;
  turn.input = undefined;
  await answerInput(turn, block, block.kind, mark.message, true);
  return 'walked';
}
