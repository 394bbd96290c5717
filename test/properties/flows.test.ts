import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { paymentService } from '../../src/blocks/payment-input/payment-service.ts';
import { blockKinds } from '../../src/blocks/registry.ts';
import { advance, type TurnEvent, type TurnResult } from '../../src/engine/advance.ts';
import type { Effects, Program } from '../../src/engine/block.ts';
import { defaultLimits } from '../../src/engine/guards.ts';
import { newSession } from '../../src/engine/new-session.ts';
import { callOf, provide } from '../../src/engine/service.ts';
import type { SessionState } from '../../src/engine/state.ts';
import { type ErrorName, errorTable, ReparteeError } from '../../src/errors/errors.ts';
import { compile } from '../../src/flow/compile.ts';
import type { FlowDocument } from '../../src/flow/document.ts';
import { simulatedEffects } from '../support/running-flow.ts';
import { anyFlow, anyMessage } from './random-flows.ts';

/** Smaller than in production, so that circles end soon. */
const limits = { ...defaultLimits, blocks: 1_000, runsPerBlock: 60, messages: 150, depth: 8 };

/** A world that is the same every time: chance, scripts and patterns follow from what they are asked. */
function repeatableEffects(programs: ReadonlyMap<string, Program>): Effects {
  let seed = 1;
  return simulatedEffects({
    random: () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
    runScripts: async (requests) =>
      requests.map(({ code }) =>
        code.length % 5 === 4
          ? { ok: false, reason: 'error', name: 'Error', message: 'no' }
          : { ok: true, value: code.length % 2 ? code : [code.length, null], assigned: [['Two', code]] },
      ),
    testPattern: async ({ source, texts }) =>
      (['match', 'no match', 'invalid'] as const)[(source.length + texts.join('').length) % 3]!,
    program: async (versionId) => programs.get(versionId)!,
    linkedProgram: async (botId) => programs.get(`version-${botId}`),
    call: callOf([provide(paymentService, async () => ({ secret: 's', publicKey: 'p' }))]),
  });
}

/** Everything that the turns of a conversation gave; an error in place of a turn that was refused. */
async function converse(main: FlowDocument, child: FlowDocument, events: readonly TurnEvent[], resultId?: string) {
  const programs = new Map<string, Program>();
  for (const [botId, document] of Object.entries({ main, child })) {
    const identity = { versionId: `version-${botId}`, botId, workspaceId: 'w' };
    programs.set(identity.versionId, compile(document, identity, blockKinds));
  }
  const program = programs.get('version-main')!;
  const effects = repeatableEffects(programs);
  let state = newSession(program, { resultId, streams: true });
  const turns: { before: SessionState; event: TurnEvent; result: TurnResult | ReparteeError }[] = [];
  for (const event of events) {
    const before = state;
    const frozen = JSON.stringify(before);
    const result = await advance(program, before, event, effects, { textFormat: 'richText', limits }).catch((error) => {
      if (error instanceof ReparteeError) return error;
      throw error;
    });
    // Compared as a whole: showing the difference of two large states takes longer than finding it.
    expect(JSON.stringify(before) === frozen, 'a turn changes nothing that it is given').toBe(true);
    turns.push({ before, event, result });
    if (!(result instanceof ReparteeError)) state = result.state;
  }
  return { turns, programs };
}

const anyEvents = fc
  .array(anyMessage, { maxLength: 6 })
  .map((messages): TurnEvent[] => [
    { type: 'start', message: messages[0], prefilledVariables: { One: 1, __proto__: 'x', Nobody: 2 } },
    ...messages.map((message): TurnEvent => ({ type: 'message', message })),
  ]);

/** Refusals that a client or an author may cause; anything else is a fault. */
const refusals: ReadonlySet<ErrorName> = new Set([
  'commandNotFound',
  'commandNotConnected',
  'commandWithoutGroup',
  'invalidClientResponse',
  'missingPaymentCredentials',
  'credentialsNotFound',
  'unreadableAmount',
  'paymentFailed',
]);

function checkTurn(before: SessionState, event: TurnEvent, result: TurnResult, programs: ReadonlyMap<string, Program>) {
  const { state, output, records } = result;
  expect(isDeepStrictEqual(JSON.parse(JSON.stringify(state)), state), 'the state is plain JSON').toBe(true);
  expect(JSON.stringify(state).length).toBeLessThanOrEqual(limits.stateSize);
  expect(state.frames.length).toBeGreaterThan(0);
  expect(state.frames.length).toBeLessThanOrEqual(limits.depth + 1);
  expect(state.frames.at(-1)?.resultId).toBe(before.frames.at(-1)?.resultId);

  const { messages, actions, input, isEnded, progress } = output;
  for (const { id, type } of messages) expect([typeof id, typeof type]).toEqual(['string', 'string']);
  const messageIds = new Set(messages.map(({ id }) => id));
  for (const { lastBubbleBlockId, wait } of actions as readonly {
    lastBubbleBlockId?: string;
    wait?: { secondsToWaitFor: number };
  }[]) {
    if (lastBubbleBlockId !== undefined) expect(messageIds).toContain(lastBubbleBlockId);
    if (wait) expect(wait.secondsToWaitFor).toBeGreaterThanOrEqual(0);
  }
  if (input) {
    const blocks = programs.get(state.frames[0]!.versionId)!.groups.flatMap((group) => group.blocks);
    const isThere = blocks.some(({ id, kind }) => id === input.id && kind?.sort === 'input');
    expect(isThere, 'the input is a block of the current bot').toBe(true);
    expect(state.position).toBe(input.id);
    expect(isEnded).toBe(false);
  }
  if (isEnded) {
    expect(state.position).toBeUndefined();
    expect(state.frames).toHaveLength(1);
    if (progress !== undefined) expect(progress).toBe(100);
  } else expect(state.position).toBeDefined();
  if (progress !== undefined) {
    expect(progress).toBeGreaterThanOrEqual(0);
    expect(progress).toBeLessThanOrEqual(100);
  }
  if (output.lastMessageNewFormat !== undefined) expect(event.message?.type).toBe('text');
  if (output.kind === 'retried') expect([messages.length, records.answers.length]).toEqual([1, 0]);

  expect(state.counters.edges).toBe(before.counters.edges + records.visitedEdges.length);
  expect(state.counters.history).toBe(before.counters.history + records.history.length);
  expect(records.visitedEdges.map(({ index }) => index)).toEqual(
    records.visitedEdges.map((_, i) => before.counters.edges + i),
  );
  for (const { content } of records.answers) expect(content).toBeTypeOf('string');
  for (const { isCompleted, botId, hasStarted } of records.results) {
    expect(['main', 'child']).toContain(botId);
    if (botId === 'main' && isCompleted) expect(hasStarted && !input).toBe(true);
  }
  if (state.frames.at(-1)?.resultId === undefined)
    expect([records.results, records.answers, records.history]).toEqual([[], [], []]);
}

it('random conversations keep the rules of the engine', async () => {
  await fc.assert(
    fc.asyncProperty(anyFlow, anyFlow, anyEvents, fc.boolean(), async (main, child, events, isLive) => {
      const { turns, programs } = await converse(main, child, events, isLive ? 'r1' : undefined);
      for (const { before, event, result } of turns) {
        if (result instanceof ReparteeError) expect(refusals, result.message).toContain(result.id);
        else checkTurn(before, event, result, programs);
      }
    }),
    { numRuns: 250 },
  );
});

it('equal inputs give equal results', async () => {
  await fc.assert(
    fc.asyncProperty(anyFlow, anyFlow, anyEvents, async (main, child, events) => {
      const [first, second] = [await converse(main, child, events, 'r1'), await converse(main, child, events, 'r1')];
      expect(JSON.stringify(second.turns) === JSON.stringify(first.turns)).toBe(true);
    }),
    { numRuns: 150 },
  );
});

it('a conversation goes on from its stored state as from memory', async () => {
  await fc.assert(
    fc.asyncProperty(anyFlow, anyFlow, anyEvents, async (main, child, events) => {
      const { turns, programs } = await converse(main, child, events, 'r1');
      const program = programs.get('version-main')!;
      for (const { before, event, result } of turns.slice(1)) {
        if (result instanceof ReparteeError || mentionsChance(main) || mentionsChance(child)) continue;
        const effects = repeatableEffects(programs);
        const stored = JSON.parse(JSON.stringify(before)) as SessionState;
        const again = await advance(program, stored, event, effects, { textFormat: 'richText', limits });
        expect(again.output.messages.map(({ type }) => type)).toEqual(result.output.messages.map(({ type }) => type));
        expect(again.output.input?.id).toBe(result.output.input?.id);
        expect(again.state.position).toBe(result.state.position);
      }
    }),
    { numRuns: 60 },
  );
});

function mentionsChance(document: FlowDocument): boolean {
  return /AB test|Random|Shuffle|Moment/i.test(JSON.stringify(document));
}

it('every error of the table has a status that a client understands', () => {
  for (const { status } of Object.values(errorTable))
    expect([400, 401, 403, 404, 405, 408, 409, 413, 414, 422, 429, 431, 500, 503]).toContain(status);
});
