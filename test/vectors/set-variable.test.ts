import { describe, expect, it } from 'vitest';
import { setVariable } from '../../src/blocks/set-variable/set-variable.ts';
import { oneGroup, SimulatedConversation } from '../support/running-flow.ts';
import { scriptsForTests } from '../support/scripts-for-tests.ts';
import { expected, variables } from './variables.ts';
import vectors from './variables-logic.vectors.json' with { type: 'json' };

const effects = scriptsForTests();

function conversation(options: Record<string, unknown>) {
  const block = { id: 'b1', type: 'Set variable', options: { variableId: 'target', ...options } };
  const target = { id: 'target', name: 'Target', value: 'before' };
  const document = oneGroup([block], { variables: [...variables, target] });
  return new SimulatedConversation(document, new Map([[setVariable.type, setVariable]]), { effects });
}

interface CustomCase {
  readonly e: string;
  readonly ref: unknown;
  readonly ours?: unknown;
  readonly error?: boolean;
  readonly oursError?: boolean;
}

describe('Set variable, Custom', () => {
  it.each(vectors.setVariableCustom as CustomCase[])('$e', async (entry) => {
    const talk = conversation({ expressionToEvaluate: entry.e, isCode: true });
    const { output } = await talk.start();
    expect(talk.value('Target')).toEqual(expected(entry));
    expect(output.logs.length > 0).toBe(entry.oursError ?? entry.error ?? false);
  });
});

describe('Set variable, reply of the client', () => {
  it.each(vectors.clientReply)('$t', async (entry) => {
    const talk = conversation({ expressionToEvaluate: 'x', isExecutedOnClient: true });
    await talk.start();
    await talk.say(entry.t);
    expect(talk.value('Target')).toEqual(expected(entry));
  });
});
