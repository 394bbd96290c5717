import { describe, expect, it } from 'vitest';
import { bindCode, interpolate, type Mode, type Scope } from '../../src/engine/language/interpolate.ts';
import { Frame } from '../../src/engine/turn/frame.ts';
import { flowDocument, SimulatedConversation } from '../support/running-flow.ts';
import { scriptsForTests } from '../support/scripts-for-tests.ts';
import { usualGuard } from '../support/usual-guard.ts';
import { expected, variables } from './variables.ts';
import vectors from './variables-logic.vectors.json' with { type: 'json' };

const effects = scriptsForTests();

function scope(): Scope {
  const { program, state } = new SimulatedConversation(flowDocument({ variables: [...variables] }), new Map());
  const { variables: values } = new Frame(program, state.frames[0]!);
  return { program, variables: values, guard: usualGuard(), effects };
}

const modes: [Mode, readonly { t: string; ref: string; ours?: string }[]][] = [
  ['text', vectors.interpolateText],
  ['json', vectors.interpolateJson],
  ['html', vectors.interpolateHtml],
  ['code', vectors.interpolateCode],
];

describe.each(modes)('interpolate in %s mode', (mode, cases) => {
  it.each(cases)('$t', async (entry) => {
    expect(await interpolate(scope(), entry.t, mode)).toBe(expected(entry));
  });
});

describe('bindCode', () => {
  it.each(vectors.interpolateCode)('$t', async (entry) => {
    expect((await bindCode(scope(), entry.t)).code).toBe(expected(entry));
  });
});
