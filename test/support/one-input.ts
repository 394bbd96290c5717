import type { BlockKind } from '../../src/engine/block.ts';
import type { Message } from '../../src/engine/message.ts';
import type { WireInput } from '../../src/engine/output.ts';
import type { Variable } from '../../src/flow/document.ts';
import { type ConversationOptions, oneGroup, SimulatedConversation } from './running-flow.ts';

/** What surrounds an input under test. */
export interface Surroundings extends ConversationOptions {
  readonly variables?: readonly Variable[];
}

/** A conversation with a flow that is a single input, with the given options of its block. */
export function askOnly(
  kind: BlockKind,
  options: object | undefined,
  { variables = [], ...rest }: Surroundings = {},
): SimulatedConversation {
  const block = { id: 'input', type: kind.type, ...(options && { options }) };
  const document = oneGroup([block], { variables: [...variables] });
  return new SimulatedConversation(document, new Map([[kind.type, kind]]), rest);
}

/** The input as clients get it. */
export async function presented(
  kind: BlockKind,
  options: object | undefined,
  surroundings?: Surroundings,
): Promise<WireInput | undefined> {
  return (await askOnly(kind, options, surroundings).start()).output.input;
}

/** What an input saves as the answer for a reply; undefined when it asks again. */
export async function answerTo(
  kind: BlockKind,
  reply: string | Message | undefined,
  options?: object,
  surroundings?: Surroundings,
): Promise<string | undefined> {
  const conversation = askOnly(kind, options, surroundings);
  await conversation.start();
  const { output, records } = await conversation.send(
    typeof reply === 'string' ? { type: 'text', text: reply } : reply,
  );
  return output.kind === 'retried' ? undefined : records.answers[0]?.content;
}
