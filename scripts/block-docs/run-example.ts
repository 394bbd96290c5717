import { paymentService } from '../../src/blocks/payment-input/payment-service.ts';
import { blockKinds } from '../../src/blocks/registry.ts';
import { type RequestOutcome, requestService } from '../../src/blocks/shared/request-service.ts';
import type { TurnResult } from '../../src/engine/advance.ts';
import type { Effects } from '../../src/engine/block.ts';
import type { Message } from '../../src/engine/message.ts';
import { callOf, type Provided, provide } from '../../src/engine/service.ts';
import type { FlowDocument } from '../../src/flow/document.ts';
import { commonFields, continuationFields, startFields } from '../../src/http/chat-api/render.ts';
import { flowDocument, SimulatedConversation } from '../../test/support/running-flow.ts';
import type { About, ExampleResponse, FlowParts } from './about.ts';

type Example = About['example'];

/** How the example of a page went. Answers are as the chat API gives them in a live conversation. */
export interface ExampleRun {
  readonly start: TurnResult;
  /** The answer to a start by a web page or a program. */
  readonly web: object;
  /** The answer to a start by the adapter of a messaging app. */
  readonly messagingApp: object;
  readonly trials: readonly Trial[];
}

/** What came of one message that was sent after the start. */
export interface Trial {
  readonly message: Message | undefined;
  readonly turn: TurnResult;
  readonly answer: object;
  /** Text that is saved as the reply to the input; undefined when none is. */
  readonly saved: string | undefined;
  /** Variables of the flow that have another value than before the message, by name. */
  readonly changes: Readonly<Record<string, unknown>>;
}

/** Runs the example of a page, and each of its messages in a conversation of its own. */
export async function runExample(example: Example): Promise<ExampleRun> {
  const conversation = converse(example);
  const start = await conversation.start();
  const inApp = converse(example, true);
  return {
    start,
    web: answerOf(conversation, start),
    messagingApp: answerOf(inApp, await inApp.start()),
    trials: await Promise.all(example.messages.map((message) => tryMessage(example, message))),
  };
}

/** The flow that an example runs in. It starts at the group `start` if there is one, else at the example. */
export function exampleFlow({ block, surroundings }: Example): FlowDocument {
  const { linkedBots: _others, ...parts } = surroundings;
  const groups = [...(parts.groups ?? []), { id: 'example', title: 'Example', blocks: [block] }];
  return flowOf({ ...parts, groups });
}

function flowOf({ variables = [], groups = [], edges = [] }: FlowParts): FlowDocument {
  const first = groups.find(({ id }) => id === 'start') ?? groups.find(({ id }) => id === 'example') ?? groups[0];
  return flowDocument({ variables, groups, edges: [{ id: 'to-start', to: { groupId: first?.id } }, ...edges] });
}

function converse(example: Example, isInMessagingApp = false): SimulatedConversation {
  const linked = Object.entries(example.surroundings.linkedBots ?? {}).map(([id, parts]) => [id, flowOf(parts)]);
  return new SimulatedConversation(exampleFlow(example), blockKinds, {
    linked: Object.fromEntries(linked),
    effects: outsideWorld(example.response),
    ...(isInMessagingApp && {
      channel: { name: 'telegram', contact: { name: 'Ann', phoneNumber: '+33612345678' } },
    }),
  });
}

/** A world that answers every request alike and in which every payment can be made. */
function outsideWorld(response: ExampleResponse | undefined): Partial<Effects> {
  const services: Provided[] = [
    provide(paymentService, async () => ({ secret: 'pi_1_secret_2', publicKey: 'pk_live_3' })),
  ];
  if (response) {
    const { status, data } = response;
    const outcome: RequestOutcome = { kind: 'response', status, text: JSON.stringify(data) };
    services.push(provide(requestService, async () => outcome));
  }
  return { call: callOf(services) };
}

async function tryMessage(example: Example, message: Message | undefined): Promise<Trial> {
  const conversation = converse(example);
  await conversation.start();
  const valuesNow = () => (example.surroundings.variables ?? []).map(({ name }) => conversation.value(String(name)));
  const before = valuesNow();
  const turn = await conversation.send(message);
  const changes = valuesNow().flatMap((value, index) =>
    JSON.stringify(value) === JSON.stringify(before[index])
      ? []
      : [[String(example.surroundings.variables?.[index]?.name), value] as const],
  );
  return {
    message,
    turn,
    answer: answerOf(conversation, turn),
    saved: turn.records.answers.find(({ blockId }) => blockId === example.block.id)?.content,
    changes: Object.fromEntries(changes),
  };
}

/** What the chat API would answer, without the facts about the bot and the ids of the conversation. */
function answerOf({ program }: SimulatedConversation, turn: TurnResult): object {
  const { output, appearance } = turn;
  const facts = { sessionId: '', resultId: undefined, isRestarted: false, isOldClient: false };
  const reply = { program, programs: [program], output, appearance, isLive: true, ...facts };
  const answer = { ...commonFields(reply), ...(appearance ? startFields(reply) : continuationFields(reply)) };
  return JSON.parse(JSON.stringify(answer));
}
