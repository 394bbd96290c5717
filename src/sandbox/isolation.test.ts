import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptOutcome, ScriptRequest } from '../engine/scripts.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ workers: 1 });
});
afterAll(() => sandbox.close());

const script = (code: string, globals: ScriptRequest['globals'] = {}): ScriptRequest => ({
  code,
  kind: 'async',
  globals,
});
const traces: [name: string, leave: string, look: string][] = [
  ['a global', 'globalThis.mark = 1;', 'typeof mark'],
  ['a var', 'undeclared = 1;', 'typeof undeclared'],
  ['a given global', 'given = 2;', 'typeof given'],
  ['a property of a prototype', 'Object.prototype.mark = 1;', 'typeof ({}).mark'],
  ['a replaced method', 'Array.prototype.map = () => "mark";', 'String([1].map((x) => x))'],
  ['a replaced built-in', 'Math.max = JSON.stringify = () => "mark";', 'Math.max(1, 2) + JSON.stringify([])'],
  ['a deleted built-in', 'delete globalThis.Map; delete Intl.NumberFormat;', 'typeof Map + typeof Intl.NumberFormat'],
  ['a property of a function', '(() => {}).constructor.prototype.mark = 1;', 'typeof (() => {}).mark'],
  [
    'a registered symbol',
    'Symbol.for("mark").description; Symbol.prototype.mark = 1;',
    'typeof Symbol.for("mark").mark',
  ],
  ['a pending job', 'Promise.resolve().then(() => { globalThis.late = 1; });', 'typeof late'],
  ['a frozen prototype', 'Object.freeze(Array.prototype);', 'Object.isFrozen(Array.prototype)'],
  ['the flags of a regular expression', '/a/g.test("a"); RegExp.prototype.mark = 1;', 'typeof /a/.mark'],
];

describe('nothing of a script is left for another', () => {
  const expected = async (look: string): Promise<ScriptOutcome[]> => {
    const turn = sandbox.openTurn({ deadline: () => 20_000 });
    const outcomes = await turn.run([script(`return ${look};`)]);
    turn.close();
    return outcomes;
  };

  it.each(traces)('%s, in one batch, in one turn, in another turn', async (_name, leave, look) => {
    const clean = await expected(look);
    const turn = sandbox.openTurn({ deadline: () => 20_000 });
    const other = sandbox.openTurn({ deadline: () => 20_000 });
    const batch = await turn.run([script(leave, { given: 1 }), script(`return ${look};`)]);
    const later = await turn.run([script(`return ${look};`)]);
    const elsewhere = await other.run([script(`return ${look};`)]);
    turn.close();
    other.close();
    expect(clean).toMatchObject([{ ok: true }]);
    expect(batch).toEqual([expect.objectContaining({ ok: true }), ...clean]);
    expect(later).toEqual(clean);
    expect(elsewhere).toEqual(clean);
  });

  it('turns side by side keep their globals apart', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, async (_, i) => {
        const turn = sandbox.openTurn({ deadline: () => 20_000 });
        const mine = await turn.run([
          script('globalThis.own = i; return own;', { i }),
          script('return typeof own + i;', { i }),
        ]);
        turn.close();
        return mine.map((outcome) => outcome.ok && outcome.value);
      }),
    );
    expect(outcomes).toEqual(outcomes.map((_, i) => [i, `undefined${i}`]));
  });

  it('one that used up the memory leaves the next a fresh one', async () => {
    const turn = sandbox.openTurn({ deadline: () => 20_000 });
    const bomb = script('const a = []; while (a.length < 100) a.push(new Uint8Array(1 << 20));');
    const large = script('return new Uint8Array(40 << 20).length;');
    const outcomes = await turn.run([bomb, large, bomb, large]);
    turn.close();
    const value = 40 * 2 ** 20;
    expect(outcomes).toMatchObject([{ reason: 'memory' }, { value }, { reason: 'memory' }, { value }]);
  });
});
