import { describe, expect, it } from 'vitest';
import { flowDocument, SimulatedConversation, simulatedEffects } from '../../../test/support/running-flow.ts';
import { usualGuard } from '../../../test/support/usual-guard.ts';
import { bindCode } from '../../engine/language/interpolate.ts';
import { Frame } from '../../engine/turn/frame.ts';
import { clientScript } from './client-script.ts';

const values = ['Ann', '41', '0012', 'true', '{"a":1}', ['1', null], null, undefined];

function context() {
  const variables = values.map((value, i) => ({ id: `v${i}`, name: `V${i}`, value }));
  const document = flowDocument({ variables: [...variables, { id: '9x', name: 'Odd', value: 'o' }] });
  const { program, state } = new SimulatedConversation(document, new Map());
  const scope = {
    program,
    variables: new Frame(program, state.frames[0]!).variables,
    guard: usualGuard(),
    effects: simulatedEffects(),
  };
  return { variables: scope.variables, bindCode: (code: string) => bindCode(scope, code) };
}

describe('clientScript', () => {
  it.each<[string, string, unknown[]]>([
    [
      'f({{V1}}, {{V0}}, {{V1}})',
      'f(v1, v0, v1)',
      [
        { id: 'v1', value: 41 },
        { id: 'v0', value: 'Ann' },
      ],
    ],
    ["'{{V0}}'", "'v0'", [{ id: 'v0', value: 'Ann' }]],
    ['{{V2}}', 'v2', [{ id: 'v2', value: '0012' }]],
    ['{{V3}}', 'v3', [{ id: 'v3', value: true }]],
    ['{{V4}}', 'v4', [{ id: 'v4', value: '{"a":1}' }]],
    ['{{V5}}', 'v5', [{ id: 'v5', value: ['1', null] }]],
    ['{{V6}}', 'v6', [{ id: 'v6', value: null }]],
    ['{{V7}}', 'v7', [{ id: 'v7' }]],
    ['{{Odd}}', '$v_3978', [{ id: '$v_3978', value: 'o' }]],
    ['f({{Unknown}})', 'f()', []],
    ['{{= {{V1}} + 1 =}} + {{V1}}', '42 + v1', [{ id: 'v1', value: 41 }]],
    ['{{= "{" + "{V0}" + "}" =}}', 'v0', [{ id: 'v0', value: 'Ann' }]],
    ['<script>f()</script>', '<script>f()</script>', []],
  ])('%s', async (code, content, args) => {
    expect(await clientScript(context(), code)).toStrictEqual({ content, args });
  });

  it.each([true, false])('passes isUnsafe %s on', async (isUnsafe) => {
    expect(await clientScript(context(), 'f()', isUnsafe)).toStrictEqual({ content: 'f()', args: [], isUnsafe });
  });
});
